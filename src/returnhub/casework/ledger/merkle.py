"""The Merkle root of hashes (RFC 9162, section 2.1: leaves and nodes differ in their first byte)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def leaf(text: str) -> bytes:
    """The leaf of a hash in hexadecimal; of a text that is none, because somebody changed it, nothing."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


class Tree:
    """A root that grows leaf by leaf, in memory of the order of the logarithm of its size."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf."""
        height, node = 0, hashlib.sha256(b"\0" + leaf).digest()
        while self._peaks and self._peaks[-1][0] == height:
            node = hashlib.sha256(b"\1" + self._peaks.pop()[1] + node).digest()
            height += 1
        self._peaks.append((height, node))

    def root(self) -> bytes:
        """The root; of nothing, the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        node = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaves in order."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()
