namespace Slipway.Images.Rootfs;

/// <summary>What the file system says of a rootfs.</summary>
/// <param name="SizeBytes">The file system's size: the file's length, holes included.</param>
/// <param name="LastUsed">When it was last leased or released.</param>
internal sealed record RootfsUse(long SizeBytes, DateTimeOffset LastUsed);
