/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the gate uses of QEMU's plugin interface, version 7 (QEMU 11.1), declared here
 * since distributions ship no header of it.
 */
#ifndef KYANITE_CLOCK_QEMU_PLUGIN_H
#define KYANITE_CLOCK_QEMU_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;
struct qemu_plugin_scoreboard;

struct qemu_plugin_u64 {
	struct qemu_plugin_scoreboard *score;
	size_t offset;
};

struct qemu_info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
	struct {
		int smp_vcpus;
		int max_vcpus;
	} system;
};

enum {
	QEMU_PLUGIN_CB_NO_REGS = 0,
	QEMU_PLUGIN_COND_GE = 7,
	QEMU_PLUGIN_INLINE_ADD_U64 = 0,
	QEMU_PLUGIN_MEM_W = 2,
};

typedef void qemu_plugin_tb_cb(struct qemu_plugin_tb *tb, void *data);
typedef void qemu_plugin_exec_cb(unsigned int vcpu, void *data);
typedef void qemu_plugin_mem_cb(unsigned int vcpu, uint32_t info, uint64_t vaddr, void *data);
typedef void qemu_plugin_end_cb(void *data);

void qemu_plugin_register_vcpu_init_cb(uint64_t id, qemu_plugin_exec_cb *cb, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, qemu_plugin_tb_cb *cb, void *data);
void qemu_plugin_register_atexit_cb(uint64_t id, qemu_plugin_end_cb *cb, void *data);
void qemu_plugin_register_vcpu_tb_exec_cond_cb(struct qemu_plugin_tb *tb, qemu_plugin_exec_cb *cb,
					       int flags, int cond, struct qemu_plugin_u64 entry,
					       uint64_t imm, void *data);
void qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(struct qemu_plugin_tb *tb, int op,
						       struct qemu_plugin_u64 entry, uint64_t imm);
void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(struct qemu_plugin_insn *insn, int op,
							 struct qemu_plugin_u64 entry,
							 uint64_t imm);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, qemu_plugin_mem_cb *cb,
				      int flags, int rw, void *data);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *dest, size_t len);
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(uint32_t info, uint64_t vaddr);
bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *addr);
unsigned int qemu_plugin_mem_size_shift(uint32_t info);
struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t size);
void *qemu_plugin_scoreboard_find(struct qemu_plugin_scoreboard *score, unsigned int vcpu);

#endif
