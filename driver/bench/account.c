// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kyanite account: where the one CPU's instructions go while TCP connections live. The file
 * kyanite_account in debugfs: write "PORT COUNT" to wait for COUNT connections, to PORT and those
 * behind it; the window is from the first handshake to the last end. Or write "begin" and "end" to
 * open and close it. Read the last window as one line of NAME=VALUE.
 *
 * The kernel's tracepoints tell of every change between user, system, softirq, irq and idle; in a
 * guest in virtual time the time stamp counter counts instructions.
 */
#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/seq_file.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <net/inet_sock.h>
#include <net/tcp_states.h>
#include "observe.h"

enum account_state {
	ACCOUNT_USER,
	ACCOUNT_SYSTEM,
	ACCOUNT_SOFTIRQ,
	ACCOUNT_IRQ,
	ACCOUNT_IDLE,
	ACCOUNT_STATES
};

enum account_count {
	COUNT_PACKETS,
	COUNT_PACKET_BYTES,
	COUNT_NIC_IRQS,
	COUNT_NIC_POLLS,
	COUNT_NIC_POLLED,
	COUNT_EMPTY_POLLS,
	COUNT_CRYPTO_IRQS,
	COUNT_TIMERS,
	COUNT_SWITCHES,
	COUNTS
};

static const char *const account_states[ACCOUNT_STATES] = {
	[ACCOUNT_USER] = "user",
	[ACCOUNT_SYSTEM] = "system",
	[ACCOUNT_SOFTIRQ] = "softirq",
	[ACCOUNT_IRQ] = "irq",
	[ACCOUNT_IDLE] = "idle",
};

static const char *const account_counts[COUNTS] = {
	[COUNT_PACKETS] = "packets",
	[COUNT_PACKET_BYTES] = "packet_bytes",
	[COUNT_NIC_IRQS] = "nic_irqs",
	[COUNT_NIC_POLLS] = "nic_polls",
	[COUNT_NIC_POLLED] = "nic_polled",
	[COUNT_EMPTY_POLLS] = "nic_empty_polls",
	[COUNT_CRYPTO_IRQS] = "crypto_irqs",
	[COUNT_TIMERS] = "timer_irqs",
	[COUNT_SWITCHES] = "switches",
};

/* One CPU; every probe runs with preemption off, those of hard interrupts inside of them. */
static struct {
	u64 insns[ACCOUNT_STATES];
	u64 counts[COUNTS];
	u64 since;
	enum account_state base;
	bool softirq;
	bool irq;

	u16 port;
	u16 connections;
	u16 left;
	bool waiting;
	bool open;
	u64 time_ps;
	u64 begin_insns;
	u64 end_insns;
	u64 mmio_writes;
	u64 msix;
} account;

static void __iomem *observe;

/* What has passed since the last change belongs to the state that now ends. */
static void account_charge(void)
{
	u64 now = rdtsc_ordered();
	enum account_state state = account.base;

	if (account.irq)
		state = ACCOUNT_IRQ;
	else if (account.softirq)
		state = ACCOUNT_SOFTIRQ;
	account.insns[state] += now - account.since;
	account.since = now;
}

static void account_base(enum account_state state)
{
	unsigned long flags;

	local_irq_save(flags);
	account_charge();
	account.base = state;
	local_irq_restore(flags);
}

static void account_irq(bool on)
{
	account_charge();
	account.irq = on;
}

static void account_softirq(bool on)
{
	unsigned long flags;

	local_irq_save(flags);
	account_charge();
	account.softirq = on;
	local_irq_restore(flags);
}

static void probe_irq_entry(void *data, int irq, struct irqaction *action)
{
	account_irq(true);
	if (strstr(action->name, "rx-") || strstr(action->name, "tx-"))
		account.counts[COUNT_NIC_IRQS]++;
	else if (strstarts(action->name, "kyanite"))
		account.counts[COUNT_CRYPTO_IRQS]++;
}

static void probe_irq_exit(void *data, int irq, struct irqaction *action, int ret)
{
	account_irq(false);
}

static void probe_timer_entry(void *data, int vector)
{
	account_irq(true);
	account.counts[COUNT_TIMERS]++;
}

static void probe_timer_exit(void *data, int vector)
{
	account_irq(false);
}

static void probe_softirq_entry(void *data, unsigned int vec)
{
	account_softirq(true);
}

static void probe_softirq_exit(void *data, unsigned int vec)
{
	account_softirq(false);
}

/* A thread that was interrupted in user space counts as system until its next call. */
static void probe_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	account.counts[COUNT_SWITCHES]++;
	account_base(is_idle_task(next) ? ACCOUNT_IDLE : ACCOUNT_SYSTEM);
}

static void probe_sys_enter(void *data, struct pt_regs *regs, long id)
{
	account_base(ACCOUNT_SYSTEM);
}

static void probe_sys_exit(void *data, struct pt_regs *regs, long ret)
{
	account_base(ACCOUNT_USER);
}

/* A NIC has a device; the crypto engine's and the stack's own NAPIs have none. */
static bool is_nic(const struct net_device *dev)
{
	return dev && dev->dev.parent;
}

static void probe_poll(void *data, struct napi_struct *napi, int work, int budget)
{
	if (!is_nic(napi->dev))
		return;
	account.counts[work ? COUNT_NIC_POLLS : COUNT_EMPTY_POLLS]++;
	account.counts[COUNT_NIC_POLLED] += work;
}

static void probe_xmit(void *data, const struct sk_buff *skb, const struct net_device *dev)
{
	if (!is_nic(dev))
		return;
	account.counts[COUNT_PACKETS]++;
	account.counts[COUNT_PACKET_BYTES] += skb->len;
}

static void account_open(unsigned int connections)
{
	unsigned long flags;

	local_irq_save(flags);
	account_charge();
	memset(account.insns, 0, sizeof(account.insns));
	memset(account.counts, 0, sizeof(account.counts));
	account.mmio_writes = -readq(observe + OBSERVE_MMIO_WRITES);
	account.msix = -readq(observe + OBSERVE_IRQS);
	account.begin_insns = readq(observe + OBSERVE_INSNS);
	account.time_ps = -readq(observe + OBSERVE_TIME_PS);
	account.left = connections;
	account.waiting = false;
	account.open = true;
	local_irq_restore(flags);
}

/* The probes count on, so what they have counted is put aside. */
static u64 result_insns[ACCOUNT_STATES], result_counts[COUNTS];

static void account_close(void)
{
	unsigned long flags;

	local_irq_save(flags);
	account_charge();
	account.time_ps += readq(observe + OBSERVE_TIME_PS);
	account.end_insns = readq(observe + OBSERVE_INSNS);
	account.mmio_writes += readq(observe + OBSERVE_MMIO_WRITES);
	account.msix += readq(observe + OBSERVE_IRQS);
	memcpy(result_insns, account.insns, sizeof(result_insns));
	memcpy(result_counts, account.counts, sizeof(result_counts));
	account.open = false;
	local_irq_restore(flags);
}

/* A client's socket has the port as its destination. */
static void probe_tcp_state(void *data, const struct sock *sk, const int from, const int to)
{
	u16 nth = ntohs(inet_sk(sk)->inet_dport) - account.port;

	if (nth >= account.connections)
		return;
	if (account.waiting && from == TCP_SYN_SENT && to == TCP_ESTABLISHED)
		account_open(account.connections);
	else if (account.open && to == TCP_CLOSE && account.left && !--account.left)
		account_close();
}

static struct {
	const char *name;
	void *probe;
	struct tracepoint *tp;
	bool on;
} probes[] = {
	{ "irq_handler_entry", probe_irq_entry },
	{ "irq_handler_exit", probe_irq_exit },
	{ "local_timer_entry", probe_timer_entry },
	{ "local_timer_exit", probe_timer_exit },
	{ "softirq_entry", probe_softirq_entry },
	{ "softirq_exit", probe_softirq_exit },
	{ "sched_switch", probe_switch },
	{ "sys_enter", probe_sys_enter },
	{ "sys_exit", probe_sys_exit },
	{ "napi_poll", probe_poll },
	{ "net_dev_start_xmit", probe_xmit },
	{ "inet_sock_set_state", probe_tcp_state },
};

static void find_probe(struct tracepoint *tp, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(tp->name, probes[i].name))
			probes[i].tp = tp;
}

static void remove_probes(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (probes[i].on)
			tracepoint_probe_unregister(probes[i].tp, probes[i].probe, NULL);
	tracepoint_synchronize_unregister();
}

static int add_probes(void)
{
	unsigned int i;
	int err;

	for_each_kernel_tracepoint(find_probe, NULL);
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		err = probes[i].tp ? tracepoint_probe_register(probes[i].tp, probes[i].probe, NULL)
				   : -ENOENT;
		if (err) {
			pr_err("kyanite_account: no tracepoint %s: %d\n", probes[i].name, err);
			remove_probes();
			return err;
		}
		probes[i].on = true;
	}
	return 0;
}

static ssize_t account_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	char line[32];
	u16 port, connections;

	if (len >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, len))
		return -EFAULT;
	line[len] = '\0';
	if (sysfs_streq(line, "begin")) {
		account_open(0);
		return len;
	}
	if (sysfs_streq(line, "end")) {
		if (!account.open)
			return -EINVAL;
		account_close();
		return len;
	}
	if (sscanf(line, "%hu %hu", &port, &connections) != 2 || !connections)
		return -EINVAL;
	account.port = port;
	account.connections = connections;
	account.open = false;
	account.waiting = true;
	return len;
}

static int account_show(struct seq_file *s, void *unused)
{
	unsigned int i;

	/* Nothing was measured, or the window is open still. */
	if (account.waiting || account.open)
		return -EAGAIN;
	seq_printf(s, "time_ps=%llu begin_insns=%llu end_insns=%llu mmio_writes=%llu msix=%llu",
		   account.time_ps, account.begin_insns, account.end_insns, account.mmio_writes,
		   account.msix);
	for (i = 0; i < ACCOUNT_STATES; i++)
		seq_printf(s, " insns_%s=%llu", account_states[i], result_insns[i]);
	for (i = 0; i < COUNTS; i++)
		seq_printf(s, " %s=%llu", account_counts[i], result_counts[i]);
	seq_putc(s, '\n');
	return 0;
}

static int account_file_open(struct inode *inode, struct file *file)
{
	return single_open(file, account_show, NULL);
}

static const struct file_operations account_fops = {
	.owner = THIS_MODULE,
	.open = account_file_open,
	.read = seq_read,
	.write = account_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static struct dentry *account_file;

static int __init account_init(void)
{
	int err;

	if (num_online_cpus() != 1)
		return -EOPNOTSUPP;
	observe = observe_map();
	if (IS_ERR(observe))
		return PTR_ERR(observe);
	if (!observe_on(observe)) {
		err = -ENODEV;
		goto unmap;
	}
	account.base = ACCOUNT_SYSTEM;
	account.since = rdtsc_ordered();
	err = add_probes();
	if (err)
		goto unmap;
	account_file = debugfs_create_file("kyanite_account", 0600, NULL, NULL, &account_fops);
	return 0;
unmap:
	if (observe)
		iounmap(observe);
	return err;
}

static void __exit account_exit(void)
{
	debugfs_remove(account_file);
	remove_probes();
	iounmap(observe);
}

module_init(account_init);
module_exit(account_exit);
MODULE_DESCRIPTION("Kyanite account: the CPU's time while a TCP connection lives, by its states");
MODULE_LICENSE("GPL");
