"""Packages whose programs describe infrastructure, so that a folder that depends on them is no app by itself."""

SOURCE = (
    "each tool's own documentation: docs.aws.amazon.com/cdk, pulumi.com/docs, developer.hashicorp.com/terraform/cdktf"
)
DATE = "2026-11-30"

NODE_INFRASTRUCTURE: frozenset[str] = frozenset(
    {"@aws-cdk/core", "@cdktf/provider-aws", "@pulumi/pulumi", "aws-cdk-lib", "cdk8s", "cdktf"}
)
PYTHON_INFRASTRUCTURE: frozenset[str] = frozenset({"aws-cdk-lib", "aws-cdk-core", "cdk8s", "cdktf", "pulumi"})
"""The names are normalized (PEP 503)."""
