// SPDX-License-Identifier: Apache-2.0
/* The listening socket and its path. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "vfu/internal.h"

static int unix_socket(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* Remove a socket that nobody listens on; refuse anything else. */
static int remove_stale(const struct sockaddr_un *addr)
{
	struct stat st;
	int fd, err;

	if (lstat(addr->sun_path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EEXIST;
	fd = unix_socket();
	if (fd < 0)
		return fd;
	err = connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) < 0 ? errno : 0;
	close(fd);
	if (err == 0 || err == EAGAIN)
		return -EADDRINUSE;
	if (err != ECONNREFUSED)
		return -err;
	return unlink(addr->sun_path) < 0 ? -errno : 0;
}

/*
 * A client that finds the name must find a listener: the name appears by rename()
 * after listen().
 */
static int bind_and_listen(struct vfu *v, int fd, const struct sockaddr_un *addr)
{
	struct sockaddr_un hidden = { .sun_family = AF_UNIX };
	struct stat st;
	int err;
	int n = snprintf(hidden.sun_path, sizeof(hidden.sun_path), "%s~", addr->sun_path);

	if (n < 0 || (size_t)n >= sizeof(hidden.sun_path))
		return -ENAMETOOLONG;
	err = remove_stale(&hidden);
	if (err)
		return err;
	/* Linux gives the path the mode that the unbound socket has. */
	if (fchmod(fd, 0600) < 0 || bind(fd, (const struct sockaddr *)&hidden, sizeof(hidden)) < 0)
		return -errno;
	if (lstat(hidden.sun_path, &st) < 0 || listen(fd, 1) < 0 ||
	    rename(hidden.sun_path, addr->sun_path) < 0) {
		err = -errno;
		unlink(hidden.sun_path);
		return err;
	}
	v->path_dev = st.st_dev;
	v->path_ino = st.st_ino;
	return 0;
}

int vfu_socket_listen(struct vfu *v, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd, err;

	if (v->listen_fd >= 0)
		return -EALREADY;
	if (!*path)
		return -EINVAL;
	if (strlen(path) >= sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	strcpy(addr.sun_path, path);
	err = remove_stale(&addr);
	if (err)
		return err;
	v->path = strdup(path);
	if (!v->path)
		return -ENOMEM;
	fd = unix_socket();
	err = fd < 0 ? fd : bind_and_listen(v, fd, &addr);
	if (err < 0) {
		if (fd >= 0)
			close(fd);
		free(v->path);
		v->path = NULL;
		return err;
	}
	v->listen_fd = fd;
	return 0;
}

void vfu_socket_unlisten(struct vfu *v)
{
	struct stat st;

	if (v->listen_fd < 0)
		return;
	close(v->listen_fd);
	v->listen_fd = -1;
	if (lstat(v->path, &st) == 0 && st.st_dev == v->path_dev && st.st_ino == v->path_ino)
		unlink(v->path);
	free(v->path);
	v->path = NULL;
}
