"""The zip differs from its receipt or from its folder.

`justpack verify` compares a zip with the receipt beside it, or with a new package of the folder. It reports each entry
that differs, and in what: its content, mode, name, order or time, or the compressor. Either something changed after the
zip was made, or it was made with other options.

Example: `app.js` was edited after packing.

Fix: pack again with the same options. If nothing should have changed, compare the entry that the finding names.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule

RULE: AnyRule = Rule("RP008", "receipt-mismatch", "error")
