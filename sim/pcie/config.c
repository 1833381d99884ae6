// SPDX-License-Identifier: Apache-2.0
/*
 * Configuration space of the function. Every byte has a write mask and a
 * write-1-to-clear mask; what neither covers is read-only.
 */
#include <linux/pci_regs.h>
#include <string.h>

#include "pcie/config.h"

#define AER_VERSION 2
#define AER_LEN     0x48
#define DSN_VERSION 1
/* UR is non-fatal, the others as PCI Express Base 7.8.4.4 gives the defaults. */
#define AER_UNC_BITS                                                                               \
	(PCI_ERR_UNC_DLP | PCI_ERR_UNC_POISON_TLP | PCI_ERR_UNC_FCP | PCI_ERR_UNC_COMP_TIME |      \
	 PCI_ERR_UNC_COMP_ABORT | PCI_ERR_UNC_UNX_COMP | PCI_ERR_UNC_RX_OVER |                     \
	 PCI_ERR_UNC_MALF_TLP | PCI_ERR_UNC_UNSUP)
#define AER_SEVERITY                                                                               \
	(PCI_ERR_UNC_DLP | PCI_ERR_UNC_FCP | PCI_ERR_UNC_RX_OVER | PCI_ERR_UNC_MALF_TLP)
#define AER_COR_BITS                                                                               \
	(PCI_ERR_COR_RCVR | PCI_ERR_COR_BAD_TLP | PCI_ERR_COR_BAD_DLLP | PCI_ERR_COR_REP_ROLL |    \
	 PCI_ERR_COR_REP_TIMER | PCI_ERR_COR_ADV_NFAT)

/* Organizationally unique part left 0: the number names no real device. */
#define SERIAL_HIGH 0x00000000
#define SERIAL_LOW  0x4b59414e

static void put(uint8_t *p, uint64_t val, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(val >> (8 * i));
}

static uint64_t get(const uint8_t *p, size_t len)
{
	uint64_t val = 0;

	for (size_t i = len; i--;)
		val = val << 8 | p[i];
	return val;
}

/* One register: reset value, writable bits, write-1-to-clear bits. */
static void reg(struct pcie_function *fn, size_t off, size_t len, uint64_t val, uint64_t wmask,
		uint64_t w1c)
{
	put(fn->cfg + off, val, len);
	put(fn->wmask + off, wmask, len);
	put(fn->w1c + off, w1c, len);
}

static void init_header(struct pcie_function *fn)
{
	reg(fn, PCI_VENDOR_ID, 2, PCIE_VENDOR_ID, 0, 0);
	reg(fn, PCI_DEVICE_ID, 2, PCIE_DEVICE_ID, 0, 0);
	reg(fn, PCI_COMMAND, 2, 0,
	    PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_PARITY | PCI_COMMAND_SERR |
		    PCI_COMMAND_INTX_DISABLE,
	    0);
	reg(fn, PCI_STATUS, 2, PCI_STATUS_CAP_LIST, 0,
	    PCI_STATUS_PARITY | PCI_STATUS_SIG_TARGET_ABORT | PCI_STATUS_REC_TARGET_ABORT |
		    PCI_STATUS_REC_MASTER_ABORT | PCI_STATUS_SIG_SYSTEM_ERROR |
		    PCI_STATUS_DETECTED_PARITY);
	reg(fn, PCI_CLASS_REVISION, 4, (uint32_t)PCIE_CLASS << 8 | PCIE_REVISION, 0, 0);
	reg(fn, PCI_CACHE_LINE_SIZE, 1, 0, 0xff, 0);
	reg(fn, PCI_BASE_ADDRESS_0, 8, PCI_BASE_ADDRESS_MEM_TYPE_64,
	    ~(uint64_t)(PCIE_BAR0_SIZE - 1), 0);
	reg(fn, PCI_BASE_ADDRESS_2, 8, PCI_BASE_ADDRESS_MEM_TYPE_64,
	    ~(uint64_t)(PCIE_BAR2_SIZE - 1), 0);
	reg(fn, PCI_SUBSYSTEM_VENDOR_ID, 2, PCIE_VENDOR_ID, 0, 0);
	reg(fn, PCI_SUBSYSTEM_ID, 2, PCIE_DEVICE_ID, 0, 0);
	reg(fn, PCI_CAPABILITY_LIST, 1, PCIE_CAP_PM, 0, 0);
	reg(fn, PCI_INTERRUPT_LINE, 1, 0, 0xff, 0);
}

static void capability(struct pcie_function *fn, size_t off, uint8_t id, uint8_t next)
{
	reg(fn, off + PCI_CAP_LIST_ID, 1, id, 0, 0);
	reg(fn, off + PCI_CAP_LIST_NEXT, 1, next, 0, 0);
}

static void init_pm(struct pcie_function *fn)
{
	capability(fn, PCIE_CAP_PM, PCI_CAP_ID_PM, PCIE_CAP_MSIX);
	reg(fn, PCIE_CAP_PM + PCI_PM_PMC, 2, 3, 0, 0);
	/* D1 and D2 are refused by handling of the write, not by the mask. */
	reg(fn, PCIE_CAP_PM + PCI_PM_CTRL, 2, PCI_PM_CTRL_NO_SOFT_RESET, PCI_PM_CTRL_STATE_MASK, 0);
}

static void init_msix(struct pcie_function *fn)
{
	capability(fn, PCIE_CAP_MSIX, PCI_CAP_ID_MSIX, PCIE_CAP_EXP);
	reg(fn, PCIE_CAP_MSIX + PCI_MSIX_FLAGS, 2, PCIE_VECTORS - 1,
	    PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL, 0);
	reg(fn, PCIE_CAP_MSIX + PCI_MSIX_TABLE, 4, PCIE_MSIX_TABLE | 2, 0, 0);
	reg(fn, PCIE_CAP_MSIX + PCI_MSIX_PBA, 4, PCIE_MSIX_PBA | 2, 0, 0);
}

/* PCI Express capability, version 2, endpoint: Gen3 x8, as a small FPGA card. */
static void init_express(struct pcie_function *fn)
{
	const size_t c = PCIE_CAP_EXP;
	const uint16_t link = PCI_EXP_LNKSTA_CLS_8_0GB | PCI_EXP_LNKSTA_NLW_X8;

	capability(fn, c, PCI_CAP_ID_EXP, 0);
	reg(fn, c + PCI_EXP_FLAGS, 2, 2 | PCI_EXP_TYPE_ENDPOINT << 4, 0, 0);
	/* 256-byte payloads, extended tags, role-based errors, FLR */
	reg(fn, c + PCI_EXP_DEVCAP, 4,
	    1 | PCI_EXP_DEVCAP_EXT_TAG | PCI_EXP_DEVCAP_RBER | PCI_EXP_DEVCAP_FLR, 0, 0);
	reg(fn, c + PCI_EXP_DEVCTL, 2, PCI_EXP_DEVCTL_READRQ_512B | PCI_EXP_DEVCTL_RELAX_EN,
	    0xffff & ~(PCI_EXP_DEVCTL_BCR_FLR | PCI_EXP_DEVCTL_PHANTOM | PCI_EXP_DEVCTL_AUX_PME),
	    0);
	reg(fn, c + PCI_EXP_DEVSTA, 2, 0, 0,
	    PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED | PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD);
	reg(fn, c + PCI_EXP_LNKCAP, 4, PCI_EXP_LNKCAP_SLS_8_0GB | PCI_EXP_LNKSTA_NLW_X8, 0, 0);
	reg(fn, c + PCI_EXP_LNKCTL, 2, 0, PCI_EXP_LNKCTL_RCB | PCI_EXP_LNKCTL_CCC, 0);
	reg(fn, c + PCI_EXP_LNKSTA, 2, link, 0, 0);
	/* completion timeout can be disabled; ranges are not programmable */
	reg(fn, c + PCI_EXP_DEVCAP2, 4, PCI_EXP_DEVCAP2_COMP_TMOUT_DIS, 0, 0);
	reg(fn, c + PCI_EXP_DEVCTL2, 2, 0, PCI_EXP_DEVCTL2_COMP_TMOUT_DIS, 0);
	reg(fn, c + PCI_EXP_LNKCAP2, 4,
	    PCI_EXP_LNKCAP2_SLS_2_5GB | PCI_EXP_LNKCAP2_SLS_5_0GB | PCI_EXP_LNKCAP2_SLS_8_0GB, 0,
	    0);
	reg(fn, c + PCI_EXP_LNKCTL2, 2, PCI_EXP_LNKCTL2_TLS_8_0GT, PCI_EXP_LNKCTL2_TLS, 0);
}

static void init_aer(struct pcie_function *fn)
{
	const size_t c = PCIE_ECAP_AER;

	reg(fn, c, 4, PCI_EXT_CAP_ID_ERR | AER_VERSION << 16 | (uint32_t)PCIE_ECAP_DSN << 20, 0, 0);
	reg(fn, c + PCI_ERR_UNCOR_STATUS, 4, 0, 0, AER_UNC_BITS);
	reg(fn, c + PCI_ERR_UNCOR_MASK, 4, 0, AER_UNC_BITS, 0);
	reg(fn, c + PCI_ERR_UNCOR_SEVER, 4, AER_SEVERITY, AER_UNC_BITS, 0);
	reg(fn, c + PCI_ERR_COR_STATUS, 4, 0, 0, AER_COR_BITS);
	reg(fn, c + PCI_ERR_COR_MASK, 4, PCI_ERR_COR_ADV_NFAT, AER_COR_BITS, 0);
}

static void init_dsn(struct pcie_function *fn)
{
	reg(fn, PCIE_ECAP_DSN, 4, PCI_EXT_CAP_ID_DSN | DSN_VERSION << 16, 0, 0);
	reg(fn, PCIE_ECAP_DSN + 4, 4, SERIAL_LOW, 0, 0);
	reg(fn, PCIE_ECAP_DSN + 8, 4, SERIAL_HIGH, 0, 0);
}

void pcie_config_init(struct pcie_function *fn)
{
	memset(fn->cfg, 0, sizeof(fn->cfg));
	memset(fn->wmask, 0, sizeof(fn->wmask));
	memset(fn->w1c, 0, sizeof(fn->w1c));
	init_header(fn);
	init_pm(fn);
	init_msix(fn);
	init_express(fn);
	init_aer(fn);
	init_dsn(fn);
}

void pcie_config_flr(struct pcie_function *fn)
{
	uint8_t aer[AER_LEN];

	memcpy(aer, fn->cfg + PCIE_ECAP_AER, sizeof(aer));
	pcie_config_init(fn);
	memcpy(fn->cfg + PCIE_ECAP_AER, aer, sizeof(aer));
}

void pcie_config_merge(struct pcie_function *fn, size_t off, const uint8_t *buf, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t *c = &fn->cfg[off + i], w = fn->wmask[off + i];

		*c = (*c & ~w) | (buf[i] & w);
		*c &= ~(buf[i] & fn->w1c[off + i]);
	}
}

uint16_t pcie_get16(const struct pcie_function *fn, size_t off)
{
	return (uint16_t)get(fn->cfg + off, 2);
}

void pcie_set16(struct pcie_function *fn, size_t off, uint16_t val)
{
	put(fn->cfg + off, val, 2);
}

bool pcie_in_d0(const struct pcie_function *fn)
{
	return !(pcie_get16(fn, PCIE_CAP_PM + PCI_PM_CTRL) & PCI_PM_CTRL_STATE_MASK);
}

bool pcie_master_enabled(const struct pcie_function *fn)
{
	return pcie_in_d0(fn) && pcie_get16(fn, PCI_COMMAND) & PCI_COMMAND_MASTER;
}

bool pcie_memory_enabled(const struct pcie_function *fn)
{
	return pcie_in_d0(fn) && pcie_get16(fn, PCI_COMMAND) & PCI_COMMAND_MEMORY;
}

void pcie_log_master_abort(struct pcie_function *fn)
{
	pcie_set16(fn, PCI_STATUS, pcie_get16(fn, PCI_STATUS) | PCI_STATUS_REC_MASTER_ABORT);
}

/* The TLP's header as the log holds it: byte 0 of the header is the top of the first word. */
static void log_header(struct pcie_function *fn, uint64_t addr, size_t len, bool write)
{
	const size_t log = PCIE_ECAP_AER + PCI_ERR_HEADER_LOG;
	uint32_t dwords = (uint32_t)((addr % 4 + len + 3) / 4);
	uint32_t first =
		(addr % 4 + len >= 4 ? 0xf : (1u << (addr % 4 + len)) - 1) & (0xfu << addr % 4);

	put(fn->cfg + log, (write ? 0x60000000u : 0x20000000u) | dwords, 4);
	put(fn->cfg + log + 4, (dwords > 1 ? 0xf0u : 0) | (first & 0xf), 4);
	put(fn->cfg + log + 8, addr >> 32, 4);
	put(fn->cfg + log + 12, addr & ~3u, 4);
}

void pcie_log_unsupported(struct pcie_function *fn, uint64_t addr, size_t len, bool write)
{
	const size_t sta = PCIE_CAP_EXP + PCI_EXP_DEVSTA, aer = PCIE_ECAP_AER;
	uint32_t unc = (uint32_t)get(fn->cfg + aer + PCI_ERR_UNCOR_STATUS, 4);
	uint32_t mask = (uint32_t)get(fn->cfg + aer + PCI_ERR_UNCOR_MASK, 4);
	uint32_t sever = (uint32_t)get(fn->cfg + aer + PCI_ERR_UNCOR_SEVER, 4);
	uint16_t error = sever & PCI_ERR_UNC_UNSUP ? PCI_EXP_DEVSTA_FED : PCI_EXP_DEVSTA_NFED;

	pcie_set16(fn, sta, pcie_get16(fn, sta) | PCI_EXP_DEVSTA_URD | error);
	/* Only the first unmasked error is logged until software clears it. */
	if (!(mask & PCI_ERR_UNC_UNSUP) && !unc) {
		put(fn->cfg + aer + PCI_ERR_CAP, 20, 4); /* first error pointer: bit of UR */
		log_header(fn, addr, len, write);
	}
	put(fn->cfg + aer + PCI_ERR_UNCOR_STATUS, unc | PCI_ERR_UNC_UNSUP, 4);
}
