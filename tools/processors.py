"""Other processors, told to the libraries by environment variables.

A program that runs as on another processor takes the code paths of that one: other
BLAS kernels, other sorting, another `exp`. These disguises have reproduced outputs
that were stored on the real thing. `python -m tools.processors old make test` runs a
command in one.
"""

import os
import platform
import subprocess
import sys

NATIVE: dict[str, str] = {}
HASWELL = {  # of 2013: AVX2 and FMA, no AVX-512
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
OLD = {  # of 2008: no AVX, no FMA
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4",
}
PERSONAS = {"haswell": HASWELL, "old": OLD}
MAY_REMAIN = {"Haswell": ["X86_V3"], "Nehalem": []}  # of NumPy's code paths
NOT_RUN = (
    "nothing ran as on another processor: only an x86-64 one with OpenBLAS can pass "
    "as an older one"
)
# NumPy and OpenBLAS ignore names that they do not know: so ask what came of them.
WHAT_CAME = """
import sys, numpy, scipy.linalg, threadpoolctl
import numpy._core._multiarray_umath as core
kernel, *may_remain = sys.argv[1:]
left = [n for n in core.__cpu_dispatch__ if core.__cpu_features__[n]]
left = sorted(set(left) - set(may_remain))
kernels = {lib.get("architecture") for lib in threadpoolctl.threadpool_info()
           if lib["internal_api"] == "openblas"}
assert not left, f"NumPy still uses {left}"
assert kernels == {kernel}, f"the BLAS kernels are {kernels}"
"""


def can_be_disguised() -> bool:
    """Say whether this processor can pass as an older one of its kind."""
    # On a Mac, NumPy computes with Accelerate, which has no such variable.
    return (
        platform.machine() in ("x86_64", "AMD64")
        and platform.system() != "Darwin"
    )


def disguise_fault(persona, environment) -> str:
    """Return why a Python in this environment is not on that processor, or ''."""
    kernel = persona["OPENBLAS_CORETYPE"]
    done = subprocess.run(
        [sys.executable, "-c", WHAT_CAME, kernel, *MAY_REMAIN[kernel]],
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""


def main(arguments):
    """Become a command that runs as on another processor."""
    name, *command = arguments or [""]
    if name not in PERSONAS or not command:
        sys.exit(
            f"Name a processor ({', '.join(PERSONAS)}) and a command: "
            "python -m tools.processors old make test"
        )
    if not can_be_disguised():
        sys.exit(NOT_RUN)
    environment = os.environ | PERSONAS[name]
    if fault := disguise_fault(PERSONAS[name], environment):
        sys.exit(f"The disguise fails: {fault}")
    try:
        os.execvpe(command[0], command, environment)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
