#!/usr/bin/env python3
"""Tiny random checkpoints with the logits and greedy tokens that HF transformers computes for them.

usage: make_variants.py [OUTDIR] [NAME ...]        default OUTDIR: variants

Each variant: weights drawn with a fixed seed, rounded to the stored dtype, saved, config.json rewritten in the
wanted spelling, then loaded again from disk with dtype=float32 (so that the RoPE frequencies stay exact; a model
that was once .to(bfloat16) has them rounded to BF16) and run with eager attention.
expected.safetensors: ids0..2 I32, logits0..2 F32 [len, vocab], greedy0..2 I32 [24] (never stops at EOS),
little_experts I32 [1], logits1_little F32: ids1 with num_experts_per_tok = little_experts.
deepseek_v2 with mscale_all_dim has expected-mscale.safetensors too: as HF after its pull request 47435 (see hf_logits.py).
The seed is the first one whose margins (top-2 gap of every greedy step, relative gap at every router boundary) are safe.
"""
import json, math, os, shutil, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch, torch.nn.functional as F
import transformers as T
from safetensors.torch import save_file, load_file
import hf_logits as H

torch.set_num_threads(2)
T.logging.disable_progress_bar()
DT = {"bf16": torch.bfloat16, "f16": torch.float16, "f32": torch.float32}
NAME = {"bf16": "bfloat16", "f16": "float16", "f32": "float32"}
CLS = {"olmoe": T.OlmoeConfig, "qwen2_moe": T.Qwen2MoeConfig, "qwen3_moe": T.Qwen3MoeConfig,
       "mixtral": T.MixtralConfig, "deepseek_v2": T.DeepseekV2Config}
common = dict(vocab_size=131, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
              max_position_embeddings=256, bos_token_id=1, eos_token_id=2, pad_token_id=0)
olmoe = dict(common, intermediate_size=24, num_experts=8, num_experts_per_tok=3)
qwen2 = dict(common, intermediate_size=80, moe_intermediate_size=24, shared_expert_intermediate_size=40, num_experts=8, num_experts_per_tok=3)
qwen3 = dict(common, intermediate_size=80, moe_intermediate_size=24, num_experts=8, num_experts_per_tok=3)
mixtral = dict(common, intermediate_size=32, num_local_experts=8, num_experts_per_tok=2)
deep = dict(common, num_key_value_heads=4, intermediate_size=80, moe_intermediate_size=24, n_routed_experts=8, num_experts_per_tok=3,
            n_shared_experts=2, kv_lora_rank=24, q_lora_rank=None, qk_nope_head_dim=16, qk_rope_head_dim=8, v_head_dim=16,
            first_k_dense_replace=1, num_hidden_layers=3)

# name -> dict(type, cfg, rope, spelling, dtype, shards, drop, flip)
#  rope: the new-style rope_parameters; spelling: new | released; drop: fields removed from config.json
#  shards: None | "SIZE" (HF's sharding) | n (round robin over n files); flip: overrides that must change the logits
V = {}
def var(name, type, base, *, rope=None, spelling="new", dtype="bf16", shards=None, drop=(), flip=None, add=None, **over):
    V[name] = dict(type=type, cfg=dict(base, **over), rope=rope or {"rope_type": "default", "rope_theta": 10000.0}, spelling=spelling,
                   dtype=dtype, shards=shards, drop=drop, flip=flip or {}, add=add or {})

var("olmoe_clip_gqa", "olmoe", olmoe, clip_qkv=0.5, norm_topk_prob=True, tie_word_embeddings=True,
    flip=dict(clip_qkv=None, norm_topk_prob=False))
var("olmoe_bias_f16", "olmoe", olmoe, attention_bias=True, num_key_value_heads=1, dtype="f16", spelling="released", shards="90KB")
var("olmoe_odd_f32", "olmoe", olmoe, hidden_size=72, num_attention_heads=6, num_key_value_heads=3, intermediate_size=36, num_experts=7,
    dtype="f32", shards=3, spelling="released", rope={"rope_type": "default", "rope_theta": 500.0}, rms_norm_eps=1e-3)
var("qwen2_moe_sparse", "qwen2_moe", qwen2, num_hidden_layers=4, decoder_sparse_step=2, mlp_only_layers=[0, 3], norm_topk_prob=True,
    tie_word_embeddings=True, qkv_bias=False, spelling="released", flip=dict(norm_topk_prob=False))
var("qwen2_moe_window", "qwen2_moe", qwen2, num_hidden_layers=3, use_sliding_window=True, sliding_window=8, max_window_layers=1,
    num_key_value_heads=4, num_experts=6, flip=dict(layer_types=["full_attention"] * 3))
var("qwen2_moe_window_released", "qwen2_moe", qwen2, num_hidden_layers=4, use_sliding_window=True, sliding_window=8, max_window_layers=3,
    num_experts=5, moe_intermediate_size=16, spelling="released", shards=2, flip=dict(layer_types=["full_attention"] * 4))
var("qwen2_moe_window_types", "qwen2_moe", qwen2, num_hidden_layers=3, use_sliding_window=True, sliding_window=8, max_window_layers=28,
    num_experts=5, moe_intermediate_size=16, layer_types=["full_attention", "sliding_attention", "full_attention"],
    flip=dict(layer_types=["sliding_attention", "full_attention", "sliding_attention"]))
var("qwen2_moe_window_unused", "qwen2_moe", qwen2, num_experts=5, moe_intermediate_size=16, use_sliding_window=False,
    spelling="released", add=dict(sliding_window=8, max_window_layers=2))
var("qwen3_moe_sparse", "qwen3_moe", qwen3, num_hidden_layers=4, decoder_sparse_step=2, norm_topk_prob=False, attention_bias=True,
    tie_word_embeddings=True, head_dim=16, spelling="released", flip=dict(norm_topk_prob=True))
var("qwen3_moe_window_mixed", "qwen3_moe", qwen3, use_sliding_window=True, sliding_window=8, head_dim=24, norm_topk_prob=True, dtype="mixed",
    add=dict(max_window_layers=1), flip=dict(sliding_window=None))
var("qwen3_moe_rope_linear", "qwen3_moe", qwen3, norm_topk_prob=True, spelling="released", rope={"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0},
    flip=dict(rope_parameters={"rope_type": "default", "rope_theta": 10000.0}))
var("qwen3_moe_rope_yarn", "qwen3_moe", qwen3, norm_topk_prob=True, head_dim=16, spelling="released",
    rope={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "rope_theta": 10000.0},
    flip=dict(rope_parameters={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "rope_theta": 10000.0, "attention_factor": 1.0}))
var("qwen3_moe_rope_dynamic", "qwen3_moe", qwen3, norm_topk_prob=True, head_dim=16, max_position_embeddings=24,
    rope={"rope_type": "dynamic", "factor": 2.0, "rope_theta": 10000.0}, flip=dict(rope_parameters={"rope_type": "default", "rope_theta": 10000.0}))
var("mixtral_rope_llama3", "mixtral", mixtral,
    rope={"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32, "rope_theta": 10000.0},
    flip=dict(rope_parameters={"rope_type": "default", "rope_theta": 10000.0}))
var("mixtral_rope_yarn", "mixtral", mixtral, head_dim=16, shards="100KB",
    rope={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "rope_theta": 10000.0,
          "attention_factor": 1.25, "beta_fast": 8.0, "beta_slow": 0.5, "truncate": False},
    flip=dict(rope_parameters={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "rope_theta": 10000.0,
                               "attention_factor": 1.25, "beta_fast": 8.0, "beta_slow": 0.5}))
var("mixtral_window", "mixtral", mixtral, sliding_window=8, head_dim=32, num_local_experts=6, num_experts_per_tok=3, shards=4, spelling="released",
    flip=dict(sliding_window=None))
var("mixtral_bare", "mixtral", mixtral, hidden_size=48, intermediate_size=24, num_local_experts=4, vocab_size=100, spelling="released",
    rope={"rope_type": "default", "rope_theta": 1000000.0},
    drop=("rope_theta", "rope_scaling", "head_dim", "tie_word_embeddings", "sliding_window", "router_jitter_noise", "router_aux_loss_coef",
          "output_router_logits", "attention_dropout", "initializer_range", "use_cache", "rms_norm_eps", "hidden_act", "bos_token_id",
          "eos_token_id", "pad_token_id", "transformers_version"))
var("deepseek_v2_group", "deepseek_v2", deep, q_lora_rank=24, n_routed_experts=16, num_experts_per_tok=4, moe_intermediate_size=16, topk_method="group_limited_greedy", n_group=4,
    topk_group=2, routed_scaling_factor=2.5, norm_topk_prob=True, rms_norm_eps=1e-2, shards="120KB", spelling="released",
    flip=dict(topk_method="greedy", routed_scaling_factor=1.0))
var("deepseek_v2_yarn", "deepseek_v2", deep, q_lora_rank=16, num_hidden_layers=2, first_k_dense_replace=0, v_head_dim=24, routed_scaling_factor=1.5,
    rope={"rope_type": "yarn", "factor": 8.0, "mscale": 1.0, "mscale_all_dim": 0.4, "beta_fast": 32, "beta_slow": 1, "original_max_position_embeddings": 32, "rope_theta": 10000.0},
    spelling="released",
    flip=dict(rope_parameters={"rope_type": "yarn", "factor": 8.0, "mscale": 1.0, "mscale_all_dim": 1.0, "beta_fast": 32, "beta_slow": 1,
                               "original_max_position_embeddings": 32, "rope_theta": 10000.0}))
var("deepseek_v2_yarn_plain", "deepseek_v2", deep, num_hidden_layers=2, v_head_dim=12, qk_nope_head_dim=20, qk_rope_head_dim=12, n_shared_experts=1,
    rope={"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64, "rope_theta": 10000.0},
    flip=dict(rope_parameters={"rope_type": "default", "rope_theta": 10000.0}))
var("deepseek_v2_bias_f16", "deepseek_v2", deep, num_hidden_layers=2, q_lora_rank=24, attention_bias=True, mlp_bias=True, dtype="f16", shards=3)
var("deepseek_v2_noshared", "deepseek_v2", deep, num_hidden_layers=2, n_shared_experts=0, tie_word_embeddings=True, norm_topk_prob=True,
    flip=dict(norm_topk_prob=False))

PROMPTS = (1, 11, 37)


def weights(model, seed, gain=1.0):
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            r = torch.randn(p.shape, generator=g)
            if name.endswith("bias"):
                r *= 0.3
            elif p.dim() == 1:
                r = 1 + 0.2 * r
            elif "embed_tokens" in name or "lm_head" in name:
                r *= 0.08 if model.config.tie_word_embeddings else 0.2   # tied: else every token predicts itself
            elif name.endswith("gate.weight") or "shared_expert_gate" in name:
                r *= 2 / math.sqrt(p.shape[-1])
            else:
                r *= 1 / math.sqrt(max(1, p.shape[-1]))
            p.copy_(r)
    return g


def stored(name, dtype):
    if dtype != "mixed":
        return DT[dtype]
    return torch.float32 if name.endswith(("norm.weight", "layernorm.weight", "gate.weight")) else torch.bfloat16


def write_config(d, v):
    p = os.path.join(d, "config.json")
    c = json.load(open(p))
    dt = NAME["bf16" if v["dtype"] == "mixed" else v["dtype"]]
    c["dtype"] = dt
    if v["spelling"] == "released":
        c["torch_dtype"] = c.pop("dtype")
        r = dict(c.pop("rope_parameters"))
        c["rope_theta"] = r.pop("rope_theta")
        t = r.pop("rope_type")
        c["rope_scaling"] = None if t == "default" else {**({"rope_type": t} if t == "yarn" and v["type"] == "qwen3_moe" else {"type": t}), **r}
        c.pop("layer_types", None)
        if "num_local_experts" in c and v["type"] != "mixtral":
            c["num_experts"] = c.pop("num_local_experts")
        if v["type"] == "deepseek_v2":
            c.pop("head_dim", None)
            c.update(aux_loss_alpha=0.001, ep_size=1, moe_layer_freq=1, scoring_func="softmax", seq_aux=True)
        c["transformers_version"] = "4.40.0"
    c.update(v["add"])
    for k in v["drop"]:
        c.pop(k, None)
    if v["type"] == "deepseek_v2" and c.get("n_shared_experts") == 0:
        c["n_shared_experts"] = None
    json.dump(c, open(p, "w"), indent=2)
    open(p, "a").write("\n")


def reload(d, over=None):
    """load for computing; n_shared_experts null is written as 0, which HF accepts"""
    raw = json.load(open(os.path.join(d, "config.json")))
    if raw.get("model_type") == "deepseek_v2" and raw.get("n_shared_experts", 2) is None:
        tmp = d.rstrip("/") + ".tmp"
        shutil.rmtree(tmp, ignore_errors=True); shutil.copytree(d, tmp)
        raw["n_shared_experts"] = 0
        json.dump(raw, open(tmp + "/config.json", "w"))
        sd = load_file(tmp + "/model.safetensors")
        h = raw["hidden_size"]
        for i in range(raw["first_k_dense_replace"], raw["num_hidden_layers"]):
            s = f"model.layers.{i}.mlp.shared_experts."
            for n, shape in (("gate_proj", (0, h)), ("up_proj", (0, h)), ("down_proj", (h, 0))):
                sd[s + n + ".weight"] = torch.zeros(shape)
        save_file(sd, tmp + "/model.safetensors", {"format": "pt"})
        m = H.load(tmp, over); shutil.rmtree(tmp)
        return m
    over = dict(over or {})
    return H.load(d, over)


def save(model, d, v):
    shutil.rmtree(d, ignore_errors=True); os.makedirs(d)
    with torch.no_grad():
        for n, p in model.named_parameters():
            p.data = p.data.to(stored(n, v["dtype"]))
    sh = v["shards"]
    model.save_pretrained(d, max_shard_size=sh if isinstance(sh, str) else "1GB")
    f = os.path.join(d, "model.safetensors")
    if os.path.exists(f) and not isinstance(sh, str):
        sd = load_file(f)
        sd = {k: t for k, t in sd.items() if t.numel() > 0}
        os.remove(f)
        if sh is None:
            save_file(sd, f, {"format": "pt"})
        else:
            keys = sorted(sd)
            parts = [{k: sd[k] for k in keys[i::sh]} for i in range(sh)]
            index = {"metadata": {"total_size": sum(t.numel() * t.element_size() for t in sd.values())}, "weight_map": {}}
            for i, part in enumerate(parts):
                fn = f"model-{i + 1:05d}-of-{sh:05d}.safetensors"
                save_file(part, os.path.join(d, fn), {"format": "pt"})
                index["weight_map"].update({k: fn for k in part})
            json.dump(index, open(os.path.join(d, "model.safetensors.index.json"), "w"), indent=0, sort_keys=True)
    for extra in ("generation_config.json",):
        if os.path.exists(os.path.join(d, extra)):
            os.remove(os.path.join(d, extra))
    write_config(d, v)


class Margins:
    """smallest relative gap at a router's boundaries"""
    def __init__(self, model, cfg):
        self.low, self.hooks = float("inf"), []
        for m in model.modules():
            n = type(m).__name__
            if n.endswith("TopKRouter"):
                self.hooks.append(m.register_forward_hook(lambda m, i, o: self.see(torch.softmax(o[0].float(), -1), m.top_k)))
            elif n == "DeepseekV2Moe":
                self.hooks.append(m.register_forward_pre_hook(self.deep))
    def see(self, p, k):
        s = p.reshape(-1, p.shape[-1]).sort(-1, descending=True).values
        if k < s.shape[-1]:
            self.low = min(self.low, ((s[:, k - 1] - s[:, k]) / s[:, k - 1]).min().item())
    def deep(self, m, i):
        p = F.linear(i[0].float(), m.gate.weight.float()).softmax(-1).reshape(-1, m.gate.weight.shape[0])
        if m.topk_method == "group_limited_greedy":
            g = p.view(p.shape[0], m.num_group, -1)
            gs = g.max(-1).values
            self.see(gs, m.topk_group)
            mask = torch.zeros_like(gs).scatter_(1, gs.topk(m.topk_group, -1).indices, 1.0)
            p = (g * mask[..., None]).reshape(p.shape)
        self.see(p, m.top_k)


def tensors(d, prompts, stateful, mscale=False):
    t, top, router = {}, float("inf"), float("inf")
    m = None
    for n, ids in enumerate(prompts):
        if m is None or stateful:
            m = reload(d); mg = Margins(m, None)
            if mscale:
                H.mscale_fix(m)
        t[f"ids{n}"] = torch.tensor(ids, dtype=torch.int32)
        t[f"logits{n}"] = H.logits_of(m, ids)
        if stateful:
            router = min(router, mg.low); m = reload(d); mg = Margins(m, None)
        toks, gap = H.greedy_of(m, ids, 24)
        t[f"greedy{n}"] = torch.tensor(toks, dtype=torch.int32)
        top, router = min(top, gap), min(router, mg.low)
        if not stateful:   # the cache must not matter
            full = H.logits_of(m, ids + toks[:-1])[len(ids) - 1:].argmax(-1).tolist()
            assert full == toks, ("cache changes greedy", d, n)
    return t, top, router


def make(name, out, log):
    v = V[name]
    d = os.path.join(out, name)
    stateful = v["rope"]["rope_type"] == "dynamic"
    for seed in range(1, 200):
        cfg = CLS[v["type"]](**v["cfg"], rope_parameters=dict(v["rope"]))
        torch.manual_seed(0)
        m = T.AutoModelForCausalLM.from_config(cfg, dtype=torch.float32)
        g = weights(m, 1000 * (sum(map(ord, name)) % 997) + seed)
        save(m, d, v)
        prompts = [torch.randint(3, cfg.vocab_size, (n,), generator=g).tolist() for n in PROMPTS]
        t, top, router = tensors(d, prompts, stateful)
        fixed = None
        if v["type"] == "deepseek_v2" and v["rope"].get("mscale_all_dim"):
            fixed, top2, router2 = tensors(d, prompts, stateful, True)
            top, router = min(top, top2), min(router, router2)
        if top > 0.01 and router > 3e-4:
            break
    else:
        raise SystemExit("no seed for " + name)
    little = max(1, v["cfg"]["num_experts_per_tok"] // 2)
    t["little_experts"] = torch.tensor([little], dtype=torch.int32)
    t["logits1_little"] = H.logits_of(reload(d, {"num_experts_per_tok": little}), prompts[1])
    save_file(t, os.path.join(d, "expected.safetensors"))
    if fixed:
        m = reload(d, {"num_experts_per_tok": little}); H.mscale_fix(m)
        fixed["little_experts"], fixed["logits1_little"] = t["little_experts"], H.logits_of(m, prompts[1])
        save_file(fixed, os.path.join(d, "expected-mscale.safetensors"))
    def err(over, n="2"):
        return (H.logits_of(reload(d, over), prompts[int(n)]) - t["logits" + n]).abs().max().item()
    if fixed:
        print("   mscale fix changes logits2 by", (fixed["logits2"] - t["logits2"]).abs().max().item())
    flips = {k: round(err({k: x}), 4) for k, x in v["flip"].items()}
    size = sum(os.path.getsize(os.path.join(d, f)) for f in os.listdir(d))
    std = t["logits2"].std().item()
    line = (f"{name:28s} seed {seed:3d}  {size / 1000:6.0f} kB  logits std {std:.2f}  greedy gap {top:.3f}  router gap {router:.1e}  "
            f"distinct greedy {[len(set(t[f'greedy{n}'].tolist())) for n in range(3)]}  flip->max diff logits2 {flips}")
    print(line, flush=True); log.append(line)


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else "variants"
    names = sys.argv[2:] or list(V)
    os.makedirs(out, exist_ok=True)
    log = []
    for n in names:
        make(n, out, log)
    open(os.path.join(out, "made.log"), "a" if sys.argv[2:] else "w").write("\n".join(log) + "\n")


if __name__ == "__main__":
    main()
