/* A guest of the tests: loads modules, then does what its command line says ("test=…"). Static, run as /init of the initrd. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void load_modules(void)
{
    struct dirent **list;
    int count = scandir("/modules", &list, 0, alphasort);
    for (int i = 0; i < count; i++) {
        char path[300];
        if (list[i]->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/modules/%s", list[i]->d_name);
        int file = open(path, O_RDONLY);
        if (syscall(SYS_finit_module, file, "", 0))
            perror(path);
        close(file);
    }
}

static void show(const char *path)
{
    char text[100] = "";
    int file = open(path, O_RDONLY);
    if (file < 0 || read(file, text, sizeof text - 1) < 0)
        perror(path);
    text[strcspn(text, "\n")] = 0;
    printf(" %s", text);
    close(file);
}

static void disks(void)
{
    for (char c = 'a'; c < 'd'; c++) {
        char path[100], byte = 'x';
        snprintf(path, sizeof path, "/dev/vd%c", c);
        if (access(path, F_OK))
            break;
        printf("DISK vd%c", c);
        snprintf(path, sizeof path, "/sys/block/vd%c/serial", c);
        show(path);
        snprintf(path, sizeof path, "/sys/block/vd%c/ro", c);
        show(path);
        snprintf(path, sizeof path, "/dev/vd%c", c);
        int disk = open(path, O_RDWR | O_SYNC);
        printf(" %s\n", disk >= 0 && pwrite(disk, &byte, 1, 0) == 1 ? "written" : "refused");
        close(disk);
    }
}

/* As slipway-init does where there is no virtio-serial port: listens on port 10000, knocks at the host's 10001; again when the host has gone. */
static int accept_vsock(void)
{
    static int listener = -1;
    if (listener >= 0)
        return accept(listener, 0, 0);
    struct sockaddr_vm own = { .svm_family = AF_VSOCK, .svm_port = 10000, .svm_cid = VMADDR_CID_ANY };
    struct sockaddr_vm host = { .svm_family = AF_VSOCK, .svm_port = 10001, .svm_cid = VMADDR_CID_HOST };
    int knock = socket(AF_VSOCK, SOCK_STREAM, 0);
    listener = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&own, sizeof own) || listen(listener, 1) || connect(knock, (struct sockaddr *)&host, sizeof host))
        perror("vsock");
    close(knock);
    return accept(listener, 0, 0);
}

static int sectors_of_vda(void)
{
    char text[32] = "";
    int file = open("/sys/block/vda/size", O_RDONLY);
    read(file, text, sizeof text - 1);
    close(file);
    return atoi(text);
}

/* Length in sectors and the first bytes of the drive. The second time it waits until the drive has more than one sector, by the kernel's own events. */
static void look(char answer[16])
{
    static int events = -1;
    char event[8192];
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK, .nl_groups = 1 };
    int is_first = events < 0;
    if (is_first) {
        events = socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
        if (bind(events, (struct sockaddr *)&kernel, sizeof kernel))
            perror("uevents");
    }
    while (!is_first && sectors_of_vda() == 1)
        recv(events, event, sizeof event, 0);
    int length = sectors_of_vda(), disk = open("/dev/vda", O_RDONLY);
    memcpy(answer, &length, 4);
    if (read(disk, answer + 4, 12) != 12)
        perror("/dev/vda");
    close(disk);
}

/* Answers with what came; with "test=sum" each byte plus all that came before it, which is in memory only; with "test=drives" what the drive is. */
static void echo(int is_sum, int is_drives)
{
    static unsigned char sum;
    char buffer[4096];
    int is_vsock = 0;
    int port = open("/dev/vport2p1", O_RDWR);
    for (int i = 0; port < 0 && i < 16; i++) {
        snprintf(buffer, sizeof buffer, "/dev/vport%dp1", i);
        port = open(buffer, O_RDWR);
    }
    if (port < 0) {
        port = accept_vsock();
        is_vsock = 1;
    }
    for (;;) {
        struct pollfd ready = { port, POLLIN, 0 };
        poll(&ready, 1, -1);
        ssize_t count = read(port, buffer, sizeof buffer);
        for (ssize_t i = 0; is_sum && i < count; i++)
            buffer[i] = sum += buffer[i];
        if (is_drives && count > 0) {
            look(buffer);
            count = 16;
        }
        if (count <= 0 && is_vsock) {
            close(port);
            port = accept_vsock();
        }
        if (count > 0 && write(port, buffer, count) < 0)
            perror("write");
    }
}

int main(void)
{
    char line[4096] = "";
    struct timespec now;
    mkdir("/proc", 0755);
    mkdir("/sys", 0755);
    mount("proc", "/proc", "proc", 0, 0);
    mount("sys", "/sys", "sysfs", 0, 0);
    mount("dev", "/dev", "devtmpfs", 0, 0);
    clock_gettime(CLOCK_BOOTTIME, &now);
    printf("INIT %ld.%03ld\n", now.tv_sec, now.tv_nsec / 1000000);
    load_modules();
    clock_gettime(CLOCK_BOOTTIME, &now);
    printf("MODULES %ld.%03ld\n", now.tv_sec, now.tv_nsec / 1000000);
    read(open("/proc/cmdline", O_RDONLY), line, sizeof line - 1);
    if (strstr(line, "test=disks"))
        disks();
    fflush(stdout);
    if (strstr(line, "test=panic"))
        return 7;
    if (strstr(line, "test=echo"))
        echo(0, 0);
    if (strstr(line, "test=sum"))
        echo(1, 0);
    if (strstr(line, "test=drives"))
        echo(0, 1);
    if (strstr(line, "test=spam"))
        for (int i = 0; i < 1400; i++)
            puts("spam spam spam spam spam spam spam spam spam spam");
    if (strstr(line, "test=triplefault")) {
        int type = open("/sys/kernel/reboot/type", O_WRONLY);
        if (write(type, "triple", 6) != 6)
            perror("/sys/kernel/reboot/type");
        close(type);
    }
    if (strstr(line, "test=poweroff"))
        reboot(RB_POWER_OFF);
    reboot(RB_AUTOBOOT);
    return 0;
}
