"""Pure numeric kernels: no agents, no state, no scenario. The lowest layer of the project."""
