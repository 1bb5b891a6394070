"""The functions of the public library: detect, check, plan, pack, stream and verify.

Nothing is printed. A defective project does not raise an exception: the result contains findings. Exceptions
(`justpack.errors`) report that the tool itself cannot proceed.
"""
