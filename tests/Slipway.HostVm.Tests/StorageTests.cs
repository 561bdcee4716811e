namespace Slipway.HostVm.Tests;

/// <summary>Device mapper, encryption and loop devices.</summary>
public sealed class StorageTests
{
    // $disk is a loop device over a sparse file; all is taken down in the order in which it was put up.
    private const string WithDisk = """
        work=$(mktemp -d); cd "$work"
        truncate -s 64M file; disk=$(losetup --find --show file)
        undo=(); trap 'for ((i = ${#undo[@]} - 1; i >= 0; i--)); do ${undo[i]}; done; losetup -d "$disk"; rm -rf "$work"' EXIT

        """;

    [Fact]
    public async Task ThinPool_Snapshot_KeepsWhatWasThere()
    {
        var output = await RealHost.RunAsync(WithDisk + """
            truncate -s 8M meta; meta=$(losetup --find --show meta); undo+=("losetup -d $meta")
            dmsetup create pool --table "0 $(blockdev --getsz "$disk") thin-pool $meta $disk 128 0"; undo+=("dmsetup remove pool")
            dmsetup message pool 0 "create_thin 0"
            dmsetup create thin --table "0 131072 thin /dev/mapper/pool 0"; undo+=("dmsetup remove thin")
            mkfs.ext4 -q /dev/mapper/thin; mkdir a b
            mount /dev/mapper/thin a; undo+=("umount a")
            echo before > a/file; dmsetup suspend thin
            dmsetup message pool 0 "create_snap 1 0"
            dmsetup resume thin
            echo after > a/file
            dmsetup create snap --table "0 131072 thin /dev/mapper/pool 1"; undo+=("dmsetup remove snap")
            mount /dev/mapper/snap b; undo+=("umount b")
            cat b/file a/file
            """);
        Assert.Equal("before\nafter\n", output);
    }

    [Fact]
    public async Task Luks_OpenedVolume_HoldsOnlyCiphertextBelow()
    {
        var output = await RealHost.RunAsync(WithDisk + """
            head -c 32 /dev/urandom > key
            cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file key "$disk"
            cryptsetup open --type luks2 --key-file key "$disk" secret; undo+=("cryptsetup close secret")
            echo "in the clear" | dd of=/dev/mapper/secret conv=fsync status=none
            head -c 12 /dev/mapper/secret; echo
            dd if="$disk" bs=1M skip=16 count=1 status=none | grep -c "in the clear" || true
            """);
        Assert.Equal("in the clear\n0\n", output);
    }

    [Fact]
    public async Task LogicalVolume_Thin_IsMade()
    {
        var output = await RealHost.RunAsync(WithDisk + """
            vgcreate -qq volumes "$disk"; undo+=("vgremove -qq -f volumes")
            lvcreate -qq --type thin-pool -L 32M -n pool volumes
            lvcreate -qq --type thin -V 1G --thinpool pool -n thin volumes
            lvs --noheadings --nosuffix --units m -o lv_size volumes/thin | tr -d ' '
            """);
        Assert.Equal("1024.00\n", output);
    }

    [Fact]
    public async Task LoopMount_Image_IsRead()
    {
        var output = await RealHost.RunAsync(WithDisk + """
            mkdir tree a; echo inside > tree/file
            mkfs.ext4 -q -d tree "$disk"
            mount -o ro "$disk" a; undo+=("umount a")
            cat a/file
            """);
        Assert.Equal("inside\n", output);
    }
}
