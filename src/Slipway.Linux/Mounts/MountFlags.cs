namespace Slipway.Linux.Mounts;

/// <summary>Flags of mount(2) (linux/mount.h).</summary>
[Flags]
public enum MountFlags : ulong
{
    None = 0,
    ReadOnly = 1,
    NoSetUid = 2,
    NoDevices = 4,
    NoExec = 8,
    Remount = 32,
    NoAccessTime = 1024,
    Bind = 4096,
    Move = 8192,
    RelativeAccessTime = 1 << 21,
}
