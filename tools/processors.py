"""Other processors, told to the libraries by environment variables.

A notebook that runs as on another processor takes the code paths of that one: other
BLAS kernels, other sorting, another `exp`. These disguises have reproduced outputs
that were stored on the real thing.
"""

import platform
import subprocess
import sys

NATIVE: dict[str, str] = {}
HASWELL = {
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
OLD = {  # of 2008: no AVX, no FMA
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4",
}
# NumPy and OpenBLAS ignore names that they do not know: so ask what came of them.
IS_OLD = """
import numpy, scipy.linalg, threadpoolctl
import numpy._core._multiarray_umath as core
left = [n for n in core.__cpu_dispatch__ if core.__cpu_features__[n]]
kernels = {lib.get("architecture") for lib in threadpoolctl.threadpool_info()
           if lib["internal_api"] == "openblas"}
assert not left, f"NumPy still uses {left}"
assert kernels == {"Nehalem"}, f"the BLAS kernels are {kernels}"
"""


def can_be_disguised() -> bool:
    """Say whether this processor can pass as an older one of its kind."""
    return platform.machine() in ("x86_64", "AMD64")


def disguise_fault(environment) -> str:
    """Return why a Python in this environment is not on the old processor, or ''."""
    done = subprocess.run(
        [sys.executable, "-c", IS_OLD],
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
