"""Patterns of the keys of services that run language models, search for them or measure them."""

from __future__ import annotations

from justpack.facts.credentials.formats import AFTER, AFTER_DASHED, Credential, word

_UUID = rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

CREDENTIALS: tuple[Credential, ...] = (
    Credential(
        "key of OpenAI",
        (b"T3BlbkFJ",),
        word(b"sk-") + rb"(?P<secret>[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})",
        "platform.openai.com/docs/api-reference/authentication",
        4.0,
    ),
    Credential(
        "key of Anthropic",
        (b"sk-ant-",),
        word(b"sk-ant-") + rb"(?:api|admin|oat|ort)[0-9]{2}-(?P<secret>[A-Za-z0-9_-]{93}AA)" + AFTER_DASHED,
        "docs.anthropic.com/en/api: authentication",
        4.0,
    ),
    Credential(
        "key of OpenRouter",
        (b"sk-or-v1-",),
        word(b"sk-or-v1-") + rb"(?P<secret>[0-9a-f]{64})" + AFTER,
        "openrouter.ai/docs/api-reference/authentication",
    ),
    Credential(
        "key of DeepSeek",
        (b"DEEPSEEK_",),
        word(b"sk-") + rb"(?P<secret>[0-9a-f]{32})" + AFTER_DASHED,
        "api-docs.deepseek.com",
    ),
    Credential(
        "token of Hugging Face",
        (b"hf_",),
        word(b"hf_") + rb"(?P<secret>[A-Za-z]{34})" + AFTER,
        "huggingface.co/docs/hub/security-tokens",
        4.0,
    ),
    Credential(
        "token of Hugging Face",
        (b"api_org_",),
        word(b"api_org_") + rb"(?P<secret>[A-Za-z]{34})" + AFTER,
        "huggingface.co/docs/hub/security-tokens: tokens of organizations",
        4.0,
    ),
    Credential(
        "token of Replicate",
        (b"REPLICATE_API",),
        word(b"r8_") + rb"(?P<secret>[A-Za-z0-9]{37})" + AFTER,
        "replicate.com/docs/reference/http: authentication",
        4.0,
    ),
    Credential(
        "key of Groq",
        (b"gsk_",),
        word(b"gsk_") + rb"(?P<secret>[A-Za-z0-9]{52})" + AFTER,
        "console.groq.com/docs/api-reference",
        4.0,
    ),
    Credential(
        "key of xAI",
        (b"xai-",),
        word(b"xai-") + rb"(?P<secret>[A-Za-z0-9]{80})" + AFTER,
        "docs.x.ai/docs/api-reference: authentication",
        4.0,
    ),
    Credential(
        "key of Perplexity",
        (b"pplx-",),
        word(b"pplx-") + rb"(?P<secret>[A-Za-z0-9]{48})" + AFTER,
        "docs.perplexity.ai/guides/api-key-management",
        4.0,
    ),
    Credential(
        "key of Cerebras",
        (b"csk-",),
        word(b"csk-") + rb"(?P<secret>[a-z0-9]{48})" + AFTER_DASHED,
        "inference-docs.cerebras.ai: authentication",
        4.0,
    ),
    Credential(
        "key of NVIDIA",
        (b"nvapi-",),
        word(b"nvapi-") + rb"(?P<secret>[A-Za-z0-9_-]{64})" + AFTER_DASHED,
        "docs.api.nvidia.com: authentication",
        4.0,
    ),
    Credential(
        "key of Pinecone",
        (b"pcsk_",),
        word(b"pcsk_") + rb"(?P<secret>[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,66})" + AFTER,
        "docs.pinecone.io: authentication",
        4.0,
    ),
    Credential(
        "key of Tavily",
        (b"tvly-",),
        word(b"tvly-") + rb"(?:dev-|prod-)?(?P<secret>[A-Za-z0-9]{32})" + AFTER_DASHED,
        "docs.tavily.com: authentication",
        3.8,
    ),
    Credential(
        "key of Firecrawl",
        (b"FIRECRAWL_",),
        word(b"fc-") + rb"(?P<secret>[0-9a-f]{32})" + AFTER_DASHED,
        "docs.firecrawl.dev: authentication",
    ),
    Credential(
        "key of ElevenLabs",
        (b"ELEVENLABS", b"ELEVEN_API"),
        word(b"sk_") + rb"(?P<secret>[0-9a-f]{48})" + AFTER,
        "elevenlabs.io/docs/api-reference/authentication",
    ),
    Credential(
        "key of LangSmith",
        (b"lsv2_pt_", b"lsv2_sk_"),
        word(b"lsv2_") + rb"(?:pt|sk)_(?P<secret>[0-9a-f]{32}_[0-9a-f]{10})" + AFTER,
        "docs.smith.langchain.com: API keys",
    ),
    Credential(
        "key of Langfuse",
        (b"sk-lf-",),
        word(b"sk-lf-") + rb"(?P<secret>" + _UUID + rb")" + AFTER_DASHED,
        "langfuse.com/docs: API keys",
    ),
    Credential(
        "key of Weights & Biases",
        (b"WANDB_API_KEY",),
        rb"(?P<secret>[0-9a-f]{40})",
        "docs.wandb.ai: environment variables",
        names=(b"WANDB_API_KEY",),
    ),
)
