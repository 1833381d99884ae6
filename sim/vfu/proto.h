/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is on the wire: QEMU, docs/interop/vfio-user.rst. All fields are in the
 * host's byte order. Flags of VFIO's own structures are those of <linux/vfio.h>;
 * the structures are written out here because the kernel's have grown since.
 */
#ifndef KYANITE_VFU_PROTO_H
#define KYANITE_VFU_PROTO_H

#include <assert.h>
#include <linux/vfio.h>
#include <stdint.h>

#include "vfu/vfu.h"

enum vfu_command {
	VFU_CMD_VERSION = 1,
	VFU_CMD_DMA_MAP,
	VFU_CMD_DMA_UNMAP,
	VFU_CMD_GET_INFO,
	VFU_CMD_GET_REGION_INFO,
	VFU_CMD_GET_REGION_IO_FDS,
	VFU_CMD_GET_IRQ_INFO,
	VFU_CMD_SET_IRQS,
	VFU_CMD_REGION_READ,
	VFU_CMD_REGION_WRITE,
	VFU_CMD_DMA_READ,
	VFU_CMD_DMA_WRITE,
	VFU_CMD_RESET,
	VFU_CMD_DIRTY_PAGES,
	VFU_CMD_REGION_WRITE_MULTI,
	VFU_CMD_DEVICE_FEATURE,
	VFU_CMD_MIG_DATA_READ,
	VFU_CMD_MIG_DATA_WRITE,
	VFU_NUM_CMDS
};

/* vfu_msg_hdr.flags */
#define VFU_MSG_TYPE_MASK 0x0fu
#define VFU_MSG_REQUEST   0x00u
#define VFU_MSG_REPLY     0x01u
#define VFU_MSG_NO_REPLY  0x10u
#define VFU_MSG_ERROR     0x20u

#define VFU_VERSION_MAJOR 0
#define VFU_VERSION_MINOR 0

struct vfu_msg_hdr {
	uint16_t id;
	uint16_t command;
	uint32_t size; /* of the whole message */
	uint32_t flags;
	uint32_t error;
};

struct vfu_msg_version {
	uint16_t major;
	uint16_t minor;
};

struct vfu_msg_dma_map {
	uint32_t argsz;
	uint32_t flags;
	uint64_t offset;
	uint64_t iova;
	uint64_t size;
};

struct vfu_msg_dma_unmap {
	uint32_t argsz;
	uint32_t flags;
	uint64_t iova;
	uint64_t size;
};

struct vfu_msg_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t num_regions;
	uint32_t num_irqs;
};

struct vfu_msg_region_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t cap_offset;
	uint64_t size;
	uint64_t offset;
};

struct vfu_msg_irq_info {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t count;
};

struct vfu_msg_irq_set {
	uint32_t argsz;
	uint32_t flags;
	uint32_t index;
	uint32_t start;
	uint32_t count;
};

struct vfu_msg_region_rw {
	uint64_t offset;
	uint32_t region;
	uint32_t count;
};

struct vfu_msg_dma_rw {
	uint64_t addr;
	uint64_t count;
};

static_assert(sizeof(struct vfu_msg_dma_rw) == 16, "DMA_READ");
static_assert(sizeof(struct vfu_msg_hdr) == 16, "header");
static_assert(sizeof(struct vfu_msg_version) == 4, "VERSION");
static_assert(sizeof(struct vfu_msg_dma_map) == 32, "DMA_MAP");
static_assert(sizeof(struct vfu_msg_dma_unmap) == 24, "DMA_UNMAP");
static_assert(sizeof(struct vfu_msg_info) == 16, "DEVICE_GET_INFO");
static_assert(sizeof(struct vfu_msg_region_info) == 32, "DEVICE_GET_REGION_INFO");
static_assert(sizeof(struct vfu_msg_irq_info) == 16, "DEVICE_GET_IRQ_INFO");
static_assert(sizeof(struct vfu_msg_irq_set) == 20, "DEVICE_SET_IRQS");
static_assert(sizeof(struct vfu_msg_region_rw) == 16, "REGION_READ, REGION_WRITE");
static_assert((int)VFU_REGION_CONFIG == VFIO_PCI_CONFIG_REGION_INDEX &&
		      (int)VFU_NUM_REGIONS == VFIO_PCI_NUM_REGIONS,
	      "region indices");
static_assert((int)VFU_IRQ_MSIX == VFIO_PCI_MSIX_IRQ_INDEX &&
		      (int)VFU_NUM_IRQS == VFIO_PCI_NUM_IRQS,
	      "interrupt indices");
static_assert(VFU_READ == VFIO_REGION_INFO_FLAG_READ && VFU_WRITE == VFIO_REGION_INFO_FLAG_WRITE &&
		      VFU_READ == VFIO_DMA_MAP_FLAG_READ && VFU_WRITE == VFIO_DMA_MAP_FLAG_WRITE,
	      "permissions");

/* The longest message in either direction: a region access. */
#define VFU_MAX_MSG (sizeof(struct vfu_msg_hdr) + sizeof(struct vfu_msg_region_rw) + VFU_MAX_XFER)

#endif
