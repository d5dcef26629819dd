"""The registers of a stopped thread, as system calls use them: which call, its arguments, its result.

Theory of operation
-------------------
On aarch64 the result of a call stands where its first argument stood, and its number is changed by a request
of its own. :func:`read` puts the number behind the other registers, as if it were one of them. A thread that
is gone is no error: it has no registers that anybody would miss.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any, Final

MACHINE: Final = os.uname().machine
ON_ARM: Final = MACHINE == "aarch64"
GETREGS: Final = 12
SETREGS: Final = 13
GETREGSET: Final = 0x4204
SETREGSET: Final = 0x4205
NT_PRSTATUS: Final = 1
NT_ARM_SYSTEM_CALL: Final = 0x404

#: Places in ``struct user_regs_struct`` of x86-64, or of ``struct user_pt_regs`` of aarch64, which ends with
#: ``pstate``: a call's number, its arguments, and what else is needed.
NUMBER: Final = 34 if ON_ARM else 15
ARGUMENTS: Final = (0, 1, 2, 3, 4, 5) if ON_ARM else (14, 13, 12, 7, 9, 8)
RESULT: Final = 0 if ON_ARM else 10
INSTRUCTION: Final = 32 if ON_ARM else 16
STACK: Final = 31 if ON_ARM else 19
#: Bytes of the instruction that makes a call.
SYSCALL_BYTES: Final = 4 if ON_ARM else 2
#: Where aarch64 has a call's number; all registers that the kernel gives there, in bytes.
X8, GIVEN = 8, 34 * 8
Registers = ctypes.c_ulonglong * (35 if ON_ARM else 27)
MASK: Final = 0xFFFF_FFFF_FFFF_FFFF

_ptrace: Any = ctypes.CDLL(None).ptrace
_ptrace.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_ptrace.restype = ctypes.c_long


def address_of(registers: Any) -> int:  # noqa: ANN401 - ctypes
    """Where in our memory these :data:`Registers` stand."""
    return ctypes.addressof(registers)


def read(tid: int, address: int) -> None:
    """Fill the :data:`Registers` at ``address`` with those of a stopped thread."""
    if not ON_ARM:
        _ptrace(GETREGS, tid, None, address)
        return
    _regset(GETREGSET, tid, NT_PRSTATUS, address, GIVEN)
    ctypes.memmove(address + 8 * NUMBER, address + 8 * X8, 8)


def write(tid: int, address: int) -> None:
    """Give a stopped thread the registers at ``address``."""
    if not ON_ARM:
        _ptrace(SETREGS, tid, None, address)
        return
    _regset(SETREGSET, tid, NT_PRSTATUS, address, GIVEN)
    if ctypes.string_at(address + 8 * NUMBER, 8) != ctypes.string_at(address + 8 * X8, 8):
        _regset(SETREGSET, tid, NT_ARM_SYSTEM_CALL, address + 8 * NUMBER, 4)


def _regset(request: int, tid: int, kind: int, address: int, size: int) -> None:
    where = (ctypes.c_ulonglong * 2)(address, size)
    _ptrace(request, tid, kind, ctypes.addressof(where))


def answer(registers: Any, value: int) -> None:  # noqa: ANN401 - ctypes
    """Give the call at whose entry a thread stands this result; the kernel will not make it."""
    registers[NUMBER] = MASK
    registers[RESULT] = value & MASK


def go_back(registers: Any, number: int) -> None:  # noqa: ANN401 - ctypes
    """Put a thread that is in the call of this number before it. Its arguments are for the caller to keep."""
    registers[INSTRUCTION] -= SYSCALL_BYTES
    if ON_ARM:
        registers[X8] = registers[NUMBER] = number
    else:
        registers[RESULT] = number


def refuse(tid: int, error: int) -> None:
    """Have the call that a filter reports not be made: it gives ``error``."""
    registers = Registers()
    read(tid, address_of(registers))
    answer(registers, -error)
    write(tid, address_of(registers))
