#!/usr/bin/env python3
"""expected-float32.safetensors of golden computed again with exact float32 RoPE frequencies -> OUT/<arch>/"""
import os, sys; sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import torch, hf_logits as H, make_variants as M
from safetensors import safe_open
from safetensors.torch import save_file
G = "golden"; OUT = sys.argv[1] if len(sys.argv) > 1 else "golden"
for a in sorted(os.listdir(G)):
    old = safe_open(f"{G}/{a}/expected.safetensors", "pt")
    ids = [old.get_tensor(f"ids{n}").tolist() for n in range(3)]
    os.makedirs(f"{OUT}/{a}", exist_ok=True)
    for fix in ([False, True] if a == "deepseek_v2" else [False]):
        t, top, router = M.tensors(f"{G}/{a}", ids, False, fix)
        save_file(t, f"{OUT}/{a}/expected-float32{'-mscale' if fix else ''}.safetensors")
        print(f"{a:12s}{' mscale' if fix else '       '} max |logit diff| to the shared file:",
              [f"{(t[f'logits{n}'] - old.get_tensor(f'logits{n}')).abs().max():.2g}" for n in range(3)],
              "greedy equal:", [t[f"greedy{n}"].tolist() == old.get_tensor(f"greedy{n}").tolist() for n in range(3)],
              f"smallest greedy gap {top:.2g}, router gap {router:.1e}")
