namespace Slipway.Testing;

/// <summary>
/// A thin pool of LVM2 on a disk of its own, as an administrator would make one for containerd's devmapper snapshotter. Only on a host in a VM: it is the device
/// mapper of the whole machine. Disposed after the containerd that uses it.
/// </summary>
internal sealed class ThinPool : IAsyncDisposable
{
    private const string Group = "slipway-test";

    private readonly TemporaryDirectory _directory;
    private readonly string _disk;

    private ThinPool(TemporaryDirectory directory, string disk) => (_directory, _disk) = (directory, disk);

    /// <summary>The part of containerd's configuration that gives it the pool.</summary>
    public string Configuration => $"""
        [plugins."io.containerd.snapshotter.v1.devmapper"]
          root_path = "{_directory["devmapper"]}"
          pool_name = "slipway--test-pool"
          base_image_size = "512MB"
          fs_type = "ext4"

        """;

    public static async Task<ThinPool> CreateAsync()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SLIPWAY_HOSTVM") == "1", "this is not the host in a VM: ./dev test --hostvm");
        var directory = new TemporaryDirectory();
        var disk = await Shell.RunAsync(
            """
            truncate -s 1G "$1"; disk=$(losetup --find --show "$1")
            vgcreate -qq "$2" "$disk"
            lvcreate -qq --type thin-pool --zero n -L 768M -n pool "$2"
            printf %s "$disk"
            """,
            directory["disk"], Group);
        return new ThinPool(directory, disk);
    }

    /// <summary>The names of its thin devices.</summary>
    public static async Task<string[]> DevicesAsync() =>
        (await Shell.RunAsync("dmsetup ls --target thin | cut -f1 | grep slipway--test || true")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async ValueTask DisposeAsync()
    {
        await Shell.RunAsync(
            """
            for device in $(dmsetup ls --target thin | cut -f1 | grep slipway--test); do dmsetup remove "$device"; done
            vgremove -qq -f "$1"; losetup -d "$2"
            """,
            Group, _disk);
        _directory.Dispose();
    }
}
