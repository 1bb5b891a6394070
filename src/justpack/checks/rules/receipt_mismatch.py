"""The zip is not what its receipt, or its folder, says.

`justpack verify` compares a zip with the receipt written beside it, or with what the folder packs to now, and names
each entry that differs and how: its content, mode, name, order or time, or the compressor. Something changed after the
zip was made, or it was made otherwise.

Example: `app.js` was edited after packing.

Fix: pack again, with the same options; where nothing should have changed, look at the entry that is named.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule

RULE: AnyRule = Rule("RP008", "receipt-mismatch", "error")
