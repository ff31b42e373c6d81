"""The benchmarks behind every figure that the documentation quotes; `README.md` says how to run them."""
