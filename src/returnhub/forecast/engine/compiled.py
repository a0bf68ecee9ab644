"""Compiled functions, kept on disk where there is a place for them; and one instruction that Python has no word for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import numba as nb
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """As `numba.njit`, kept between runs: beside the code, or in the user's cache if that is read-only.

    Where neither can be written, it compiles in every run.
    """

    def wrap(function: Callable[..., Any]) -> Any:
        try:
            return nb.njit(cache=True, error_model="numpy", **options)(function)
        except RuntimeError:  # numba: "no locator available"
            return nb.njit(error_model="numpy", **options)(function)

    return wrap


def _start_without_scipy() -> None:
    """Numba looks for scipy's BLAS when it starts, which is half of its start; nothing here multiplies matrices."""
    blas = "scipy.linalg.cython_blas"
    if "scipy.linalg" in sys.modules:
        return
    sys.modules[blas] = None  # type: ignore[assignment]
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[blas]


_start_without_scipy()


@intrinsic
def fetch_soon(typing: Any, array: Any, row: Any, column: Any) -> Any:
    """Ask for `array[row, column]` to be brought near; a hint to the processor that changes no result."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        at = [
            context.cast(builder, a, t, types.intp)
            for a, t in zip(arguments[1:], signature.args[1:], strict=True)
        ]
        address = cgutils.get_item_pointer(context, builder, signature.args[0], made, at, wraparound=False)
        address = builder.bitcast(address, ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        called = ir.FunctionType(ir.VoidType(), [address.type, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, called, "llvm.prefetch.p0")
        builder.call(prefetch, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, row, column), build
