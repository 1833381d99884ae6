/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration space: contents, write masks and the bits the bus rules need. */
#ifndef KYANITE_PCIE_CONFIG_H
#define KYANITE_PCIE_CONFIG_H

#include "pcie/function.h"

/**
 * pcie_config_init() - contents and masks as after power-on
 * @fn: the function
 */
void pcie_config_init(struct pcie_function *fn);

/**
 * pcie_config_flr() - contents as after a function-level reset
 * @fn: the function
 *
 * Sticky registers (AER status, mask, severity, log) keep their value
 * (PCI Express Base 6.6.2, 7.4).
 */
void pcie_config_flr(struct pcie_function *fn);

/** pcie_config_merge() - one write through masks; no side effects but on @fn->cfg */
void pcie_config_merge(struct pcie_function *fn, size_t off, const uint8_t *buf, size_t len);

/** pcie_get16() - little-endian word at @off of configuration space */
uint16_t pcie_get16(const struct pcie_function *fn, size_t off);

/** pcie_set16() - store a little-endian word at @off, past the masks */
void pcie_set16(struct pcie_function *fn, size_t off, uint16_t val);

/** pcie_in_d0() - the function is in power state D0 */
bool pcie_in_d0(const struct pcie_function *fn);

/** pcie_master_enabled() - the function may send requests (DMA and MSI-X) */
bool pcie_master_enabled(const struct pcie_function *fn);

/** pcie_memory_enabled() - the function answers memory requests */
bool pcie_memory_enabled(const struct pcie_function *fn);

/** pcie_log_master_abort() - a request of ours ended in Unsupported Request */
void pcie_log_master_abort(struct pcie_function *fn);

/**
 * pcie_log_unsupported() - a request to us that we do not support
 * @fn: the function
 * @addr: bus address of the request
 * @len: bytes, at most 8
 * @write: a memory write, else a read
 *
 * Sets the status bits and AER's header log (PCI Express Base 6.2.3, 6.2.4).
 */
void pcie_log_unsupported(struct pcie_function *fn, uint64_t addr, size_t len, bool write);

#endif
