namespace Slipway.Images.Rootfs;

/// <summary>An extended attribute.</summary>
/// <param name="Name">With its namespace.</param>
/// <param name="Value">As getxattr(2) gives it.</param>
public sealed record RootfsXattr(byte[] Name, byte[] Value);
