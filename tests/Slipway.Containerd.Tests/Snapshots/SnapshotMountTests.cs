using Slipway.Containerd.Snapshots;

namespace Slipway.Containerd.Tests.Snapshots;

public sealed class SnapshotMountTests
{
    [Theory]
    [InlineData("ext4", "/dev/mapper/pool-snap-7", "/dev/mapper/pool-snap-7")]
    [InlineData("xfs", "/dev/loop3", "/dev/loop3")]
    [InlineData("bind", "/dev/shm/root/snapshots/1", null)]
    [InlineData("overlay", "overlay", null)]
    [InlineData("ext4", "/var/lib/blockfile/1", null)]
    public void BlockDevice_OfAMount_IsTheDeviceOrNone(string type, string source, string? device) =>
        Assert.Equal(device, new SnapshotMount(type, source, []).BlockDevice);

    [Fact]
    public void IsReadOnly_OfAMount_IsItsOption()
    {
        Assert.True(new SnapshotMount("bind", "/a", ["rbind", "ro"]).IsReadOnly);
        Assert.False(new SnapshotMount("bind", "/a", ["rbind", "rw"]).IsReadOnly);
    }
}
