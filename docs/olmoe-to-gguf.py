"""Writes an OLMoE checkpoint (BF16, one file) as GGUF for llama-bench, without a tokenizer.

Needs numpy and gguf. Usage: olmoe-to-gguf.py DIRECTORY OUT bf16|q8_0
"""

import json
import struct
import sys

import gguf
import numpy as np

source, out, form = sys.argv[1:4]
config = json.load(open(source + "/config.json"))
path = source + "/model.safetensors"
with open(path, "rb") as file:
    size = struct.unpack("<Q", file.read(8))[0]
    header = json.loads(file.read(size))
data = np.memmap(path, np.uint8, "r", 8 + size)


def stored(name):
    start, end = header[name]["data_offsets"]
    return data[start:end].view(np.uint16).reshape(header[name]["shape"])


def floats(x):
    return (x.astype(np.uint32) << 16).view(np.float32)


writer = gguf.GGUFWriter(out, "olmoe")
layers, experts = config["num_hidden_layers"], config["num_experts"]
writer.add_block_count(layers)
writer.add_context_length(config["max_position_embeddings"])
writer.add_embedding_length(config["hidden_size"])
writer.add_feed_forward_length(config["intermediate_size"])
writer.add_head_count(config["num_attention_heads"])
writer.add_head_count_kv(config["num_key_value_heads"])
writer.add_rope_freq_base(config["rope_theta"])
writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
writer.add_expert_count(experts)
writer.add_expert_used_count(config["num_experts_per_tok"])
writer.add_vocab_size(config["vocab_size"])
writer.add_tokenizer_model("none")
writer.add_file_type(gguf.LlamaFileType.MOSTLY_BF16 if form == "bf16" else gguf.LlamaFileType.MOSTLY_Q8_0)


def add(name, x):
    if x.ndim == 1:
        writer.add_tensor(name, floats(x))
    elif form == "bf16":
        writer.add_tensor(name, x.view(np.uint8), raw_dtype=gguf.GGMLQuantizationType.BF16)
    else:
        q = gguf.quants.quantize(floats(x).reshape(-1, x.shape[-1]), gguf.GGMLQuantizationType.Q8_0)
        writer.add_tensor(name, q.reshape(*x.shape[:-1], -1), raw_dtype=gguf.GGMLQuantizationType.Q8_0)


add("token_embd.weight", stored("model.embed_tokens.weight"))
add("output_norm.weight", stored("model.norm.weight"))
add("output.weight", stored("lm_head.weight"))
for i in range(layers):
    hf, block = f"model.layers.{i}.", f"blk.{i}."
    for name, to in (("q_proj", "attn_q"), ("k_proj", "attn_k"), ("v_proj", "attn_v"), ("o_proj", "attn_output"),
                     ("q_norm", "attn_q_norm"), ("k_norm", "attn_k_norm")):
        add(f"{block}{to}.weight", stored(f"{hf}self_attn.{name}.weight"))
    add(block + "attn_norm.weight", stored(hf + "input_layernorm.weight"))
    add(block + "ffn_norm.weight", stored(hf + "post_attention_layernorm.weight"))
    writer.add_tensor(block + "ffn_gate_inp.weight", floats(stored(hf + "mlp.gate.weight")))
    for name, to in (("gate_proj", "ffn_gate_exps"), ("up_proj", "ffn_up_exps"), ("down_proj", "ffn_down_exps")):
        add(f"{block}{to}.weight", np.stack([stored(f"{hf}mlp.experts.{e}.{name}.weight") for e in range(experts)]))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
