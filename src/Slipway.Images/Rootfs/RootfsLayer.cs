using Microsoft.Win32.SafeHandles;

namespace Slipway.Images.Rootfs;

/// <summary>One filesystem of a rootfs.</summary>
/// <param name="File">Read-only, close-on-exec.</param>
/// <param name="Path">The file behind it, for programs that want a name; valid as long as the lease.</param>
/// <param name="Identity">The UUID that its superblock must carry.</param>
public sealed record RootfsLayer(SafeFileHandle File, string Path, Guid Identity);
