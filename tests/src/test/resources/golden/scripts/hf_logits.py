#!/usr/bin/env python3
"""HF float32 logits for a checkpoint directory.

usage: hf_logits.py DIR IDS OUT [--set key=json ...] [--greedy N] [--attn eager|sdpa] [--compare] [--mscale]

IDS   one of: 1,2,3           one prompt
              1,2,3;4,5       several prompts
              @file           text file, one prompt per line, ids separated by commas or spaces
              x.safetensors   every tensor named ids<n> (e.g. expected.safetensors)
OUT   safetensors file: ids<n> I32, logits<n> F32 [len, vocab], greedy<n> I32 (with --greedy N);
      '-' writes nothing (with --compare).
--set changes a field of the configuration, e.g. --set num_experts_per_tok=2
--compare  IDS is a safetensors file with logits<n>/greedy<n>: print the errors against it.

The model is loaded afresh for every prompt, because dynamic RoPE keeps state in HF 5.12.1.
deepseek_v2 with topk_method group_limited_greedy raises AttributeError in HF 5.12.1
(DeepseekV2Moe has no num_experts); this script sets that attribute.
"""
import argparse, json, math, os, sys
os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch, transformers
from safetensors import safe_open
from safetensors.torch import save_file

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


def read_ids(spec):
    if spec.endswith(".safetensors"):
        with safe_open(spec, "pt") as f:
            return {k[3:]: f.get_tensor(k).tolist() for k in f.keys() if k.startswith("ids")}
    if spec.startswith("@"):
        lines = [l for l in open(spec[1:]).read().splitlines() if l.strip()]
    else:
        lines = spec.split(";")
    return {str(i): [int(x) for x in l.replace(",", " ").split()] for i, l in enumerate(lines)}


def mscale_fix(model):
    """deepseek_v2 as the original code, llama.cpp and HF after its pull request 47435 do it: the softmax scale of the
    whole head times (0.1 * mscale_all_dim * ln(factor) + 1)^2. HF 5.12.1 leaves this out."""
    r = model.config.rope_parameters
    if r.get("rope_type", "default") != "default" and r.get("mscale_all_dim"):
        f = r["factor"]
        m = 1.0 if f <= 1 else 0.1 * r["mscale_all_dim"] * math.log(f) + 1.0
        for a in model.modules():
            if type(a).__name__ == "DeepseekV2Attention":
                a.scaling = a.qk_head_dim ** -0.5 * m * m


def load(path, overrides=None, attn="eager", mscale=False):
    config = transformers.AutoConfig.from_pretrained(path)
    for k, v in (overrides or {}).items():
        setattr(config, k, v)
    model, info = transformers.AutoModelForCausalLM.from_pretrained(
        path, config=config, dtype=torch.float32, attn_implementation=attn, output_loading_info=True)
    bad = {k: v for k, v in info.items() if v and k in ("missing_keys", "unexpected_keys", "mismatched_keys")}
    if bad:
        print("WARNING loading", path, bad, file=sys.stderr)
    for m in model.modules():
        if type(m).__name__ == "DeepseekV2Moe" and not hasattr(m, "num_experts"):
            m.num_experts = config.n_routed_experts
    if mscale:
        mscale_fix(model)
    return model.eval()


@torch.no_grad()
def logits_of(model, ids):
    return model(torch.tensor([ids]), use_cache=False).logits[0].float().contiguous()


@torch.no_grad()
def greedy_of(model, ids, n):
    """Prompt in one pass, then one token a step with the KV cache; never stops at EOS. -> tokens, smallest top-2 gap"""
    out, gap = [], float("inf")
    r = model(torch.tensor([ids]), use_cache=True)
    for i in range(n):
        v = r.logits[0, -1].float()
        top = torch.topk(v, 2).values
        gap = min(gap, (top[0] - top[1]).item())
        out.append(int(v.argmax()))
        if i + 1 < n:
            r = model(torch.tensor([[out[-1]]]), past_key_values=r.past_key_values, use_cache=True)
    return out, gap


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("dir"); ap.add_argument("ids"); ap.add_argument("out")
    ap.add_argument("--set", action="append", default=[])
    ap.add_argument("--greedy", type=int, default=0)
    ap.add_argument("--attn", default="eager")
    ap.add_argument("--compare", action="store_true")
    ap.add_argument("--mscale", action="store_true", help="deepseek_v2 yarn: softmax scale times mscale^2 (not in HF 5.12.1)")
    a = ap.parse_args()
    torch.set_num_threads(2)
    over = {k: json.loads(v) for k, v in (s.split("=", 1) for s in a.set)}
    t = {}
    ref = safe_open(a.ids, "pt") if a.compare else None
    for n, ids in read_ids(a.ids).items():
        t["ids" + n] = torch.tensor(ids, dtype=torch.int32)
        t["logits" + n] = logits_of(load(a.dir, over, a.attn, a.mscale), ids)
        if a.greedy:
            toks, gap = greedy_of(load(a.dir, over, a.attn, a.mscale), ids, a.greedy)
            t["greedy" + n] = torch.tensor(toks, dtype=torch.int32)
        if ref is not None:
            want = ref.get_tensor("logits" + n)
            d = (t["logits" + n] - want).abs().max().item()
            line = f"{a.dir} prompt {n} len {len(ids)}: max abs error {d:.3g}, relative to max|logit| {d / want.abs().max().item():.3g}"
            if a.greedy:
                line += f", greedy equal {t['greedy' + n].tolist() == ref.get_tensor('greedy' + n).tolist()}, smallest gap {gap:.3g}"
            print(line)
    if a.out != "-":
        save_file(t, a.out)


if __name__ == "__main__":
    main()
