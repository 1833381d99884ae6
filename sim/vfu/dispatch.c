// SPDX-License-Identifier: Apache-2.0
/* Requests to handlers, and their replies. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "vfu/internal.h"

#define HDR_SIZE sizeof(struct vfu_msg_hdr)

/*
 * Each returns the size of the reply's payload, which it has put to @reply, or a
 * negative errno. @reply has room for VFU_MAX_MSG less the header.
 */
typedef ssize_t handler_fn(struct vfu *v, const struct vfu_request *req, uint8_t *reply);

static ssize_t handle_version(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	struct vfu_msg_version ver;
	int n;

	if (v->agreed)
		return -EPROTO;
	memcpy(&ver, req->data, sizeof(ver));
	if (ver.major != VFU_VERSION_MAJOR) {
		vfu_log(v, "client speaks version %u.%u: closing", ver.major, ver.minor);
		v->closing = true;
		return -EPROTO;
	}
	/*
	 * The client's capabilities are for what this server does not do: send
	 * descriptors or transfers larger than asked for.
	 */
	if (req->len > sizeof(ver) && req->data[req->len - 1] != '\0')
		return -EINVAL;
	ver.minor = VFU_VERSION_MINOR;
	memcpy(reply, &ver, sizeof(ver));
	n = sprintf((char *)reply + sizeof(ver),
		    "{\"capabilities\":{\"max_msg_fds\":%u,\"max_data_xfer_size\":%u,"
		    "\"max_dma_maps\":%u,\"pgsizes\":4096}}",
		    VFU_MAX_FDS, VFU_MAX_XFER, VFU_MAX_WINDOWS);
	v->agreed = true;
	if (v->dev.connected)
		v->dev.connected(v->ctx);
	return sizeof(ver) + n + 1;
}

static ssize_t handle_dma_map(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	(void)reply;
	return vfu_dma_map(v, req);
}

static ssize_t handle_dma_unmap(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	int err = vfu_dma_unmap(v, req);

	if (err)
		return err;
	memcpy(reply, req->data, req->len);
	return req->len;
}

static ssize_t handle_get_info(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	struct vfu_msg_info info;

	memcpy(&info, req->data, sizeof(info));
	if (info.argsz < sizeof(info))
		return -EINVAL;
	info = (struct vfu_msg_info){
		.argsz = sizeof(info),
		.flags = VFIO_DEVICE_FLAGS_PCI | (v->dev.reset ? VFIO_DEVICE_FLAGS_RESET : 0),
		.num_regions = VFU_NUM_REGIONS,
		.num_irqs = VFU_NUM_IRQS,
	};
	memcpy(reply, &info, sizeof(info));
	return sizeof(info);
}

static ssize_t handle_get_region_info(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	struct vfu_msg_region_info info;
	const struct vfu_region *r;

	memcpy(&info, req->data, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= VFU_NUM_REGIONS)
		return -EINVAL;
	r = &v->dev.region[info.index];
	/* No VFIO_REGION_INFO_FLAG_MMAP: it would turn the client's posted writes off. */
	info = (struct vfu_msg_region_info){
		.argsz = sizeof(info),
		.flags = r->size ? r->flags : 0,
		.index = info.index,
		.size = r->size,
	};
	memcpy(reply, &info, sizeof(info));
	return sizeof(info);
}

static ssize_t handle_get_irq_info(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	struct vfu_msg_irq_info info;

	memcpy(&info, req->data, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= VFU_NUM_IRQS)
		return -EINVAL;
	info = (struct vfu_msg_irq_info){
		.argsz = sizeof(info),
		.flags = vfu_irq_flags(v, info.index),
		.index = info.index,
		.count = v->dev.irqs[info.index],
	};
	memcpy(reply, &info, sizeof(info));
	return sizeof(info);
}

static ssize_t handle_set_irqs(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	(void)reply;
	return vfu_irq_set(v, req);
}

/* The region that @rw accesses in direction @flag, or NULL with the cause in @err. */
static const struct vfu_region *region_of(const struct vfu *v, const struct vfu_msg_region_rw *rw,
					  uint32_t flag, int *err)
{
	const struct vfu_region *r;

	*err = -EINVAL;
	if (rw->region >= VFU_NUM_REGIONS || !rw->count || rw->count > VFU_MAX_XFER)
		return NULL;
	r = &v->dev.region[rw->region];
	if (rw->offset > r->size || rw->count > r->size - rw->offset)
		return NULL;
	*err = -EACCES;
	return r->flags & flag ? r : NULL;
}

static ssize_t handle_region_read(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	const struct vfu_region *r;
	struct vfu_msg_region_rw rw;
	int err;

	memcpy(&rw, req->data, sizeof(rw));
	r = region_of(v, &rw, VFU_READ, &err);
	if (!r)
		return err;
	memcpy(reply, &rw, sizeof(rw));
	/* Whatever the owner leaves out must not be an older reply. */
	memset(reply + sizeof(rw), 0, rw.count);
	err = r->access(v->ctx, rw.region, rw.offset, reply + sizeof(rw), rw.count, false);
	return err ? err : (ssize_t)(sizeof(rw) + rw.count);
}

static ssize_t handle_region_write(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	const struct vfu_region *r;
	struct vfu_msg_region_rw rw;
	int err;

	memcpy(&rw, req->data, sizeof(rw));
	if (rw.count != req->len - sizeof(rw))
		return -EINVAL;
	r = region_of(v, &rw, VFU_WRITE, &err);
	if (!r)
		return err;
	err = r->access(v->ctx, rw.region, rw.offset, req->data + sizeof(rw), rw.count, true);
	memcpy(reply, &rw, sizeof(rw));
	return err ? err : (ssize_t)sizeof(rw);
}

static ssize_t handle_reset(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	(void)req;
	(void)reply;
	if (!v->dev.reset)
		return -EOPNOTSUPP;
	v->dev.reset(v->ctx);
	return 0;
}

static const struct {
	handler_fn *handler;
	size_t min; /* payload, bytes */
	size_t max;
	unsigned int fds; /* at most */
} commands[VFU_NUM_CMDS] = {
	[VFU_CMD_VERSION] = { handle_version, sizeof(struct vfu_msg_version), 4096, 0 },
	[VFU_CMD_DMA_MAP] = { handle_dma_map, sizeof(struct vfu_msg_dma_map),
			      sizeof(struct vfu_msg_dma_map), 1 },
	[VFU_CMD_DMA_UNMAP] = { handle_dma_unmap, sizeof(struct vfu_msg_dma_unmap),
				sizeof(struct vfu_msg_dma_unmap), 0 },
	[VFU_CMD_GET_INFO] = { handle_get_info, sizeof(struct vfu_msg_info),
			       sizeof(struct vfu_msg_info), 0 },
	[VFU_CMD_GET_REGION_INFO] = { handle_get_region_info, sizeof(struct vfu_msg_region_info),
				      sizeof(struct vfu_msg_region_info), 0 },
	[VFU_CMD_GET_IRQ_INFO] = { handle_get_irq_info, sizeof(struct vfu_msg_irq_info),
				   sizeof(struct vfu_msg_irq_info), 0 },
	[VFU_CMD_SET_IRQS] = { handle_set_irqs, sizeof(struct vfu_msg_irq_set),
			       sizeof(struct vfu_msg_irq_set) + VFU_MAX_VECTORS, VFU_MAX_FDS },
	[VFU_CMD_REGION_READ] = { handle_region_read, sizeof(struct vfu_msg_region_rw),
				  sizeof(struct vfu_msg_region_rw), 0 },
	[VFU_CMD_REGION_WRITE] = { handle_region_write, sizeof(struct vfu_msg_region_rw),
				   sizeof(struct vfu_msg_region_rw) + VFU_MAX_XFER, 0 },
	[VFU_CMD_RESET] = { handle_reset, 0, 0, 0 },
};

static ssize_t run(struct vfu *v, const struct vfu_request *req, uint8_t *reply)
{
	unsigned int cmd = req->hdr.command;

	if (!v->agreed && cmd != VFU_CMD_VERSION)
		return -EPROTO;
	if (cmd == 0 || cmd >= VFU_NUM_CMDS)
		return -ENOSYS;
	if (!commands[cmd].handler)
		return -EOPNOTSUPP;
	if (req->len < commands[cmd].min || req->len > commands[cmd].max)
		return -EINVAL;
	if (v->rx_fds_lost || req->nfds > commands[cmd].fds)
		return -EINVAL;
	return commands[cmd].handler(v, req, reply);
}

void vfu_dispatch(struct vfu *v)
{
	struct vfu_request req = {
		.data = v->rx + HDR_SIZE,
		.len = v->rx_len - HDR_SIZE,
		.fds = v->rx_fds,
		.nfds = v->rx_nfds,
	};
	struct vfu_msg_hdr hdr;
	ssize_t n;

	memcpy(&req.hdr, v->rx, HDR_SIZE);
	n = run(v, &req, v->tx + HDR_SIZE);
	if (n < 0 && !v->closing)
		vfu_log(v, "request %u, command %u: %s", req.hdr.id, req.hdr.command, strerror(-n));
	if (v->closing || req.hdr.flags & VFU_MSG_NO_REPLY)
		return;
	hdr = (struct vfu_msg_hdr){
		.id = req.hdr.id,
		.command = req.hdr.command,
		.size = HDR_SIZE + (n < 0 ? 0 : n),
		.flags = VFU_MSG_REPLY | (n < 0 ? VFU_MSG_ERROR : 0),
		.error = n < 0 ? -n : 0,
	};
	memcpy(v->tx, &hdr, HDR_SIZE);
	v->tx_len = hdr.size;
}
