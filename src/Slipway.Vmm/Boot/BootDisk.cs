using Microsoft.Win32.SafeHandles;
using Slipway.Contracts.Run;
using Slipway.Filesystems;
using Slipway.Filesystems.Ext4;
using Slipway.Linux.Files;

namespace Slipway.Vmm.Boot;

/// <summary>
/// The small read-only ext4 that tells a machine what it is: <c>/run.json</c>, and <c>/init</c> where the kernel boots from this disk
/// and not from the shared initrd. It has no name: it is gone with the machine.
/// </summary>
public static class BootDisk
{
    /// <summary>Its serial, for people. Init finds the disk by its place: it is always the first (/dev/vda), since not every VMM has serials.</summary>
    public const string Serial = "boot";

    private const ushort ReadableByRoot = 0x180;
    private const ushort ExecutableByRoot = 0x1C0;

    /// <summary>Writes a disk.</summary>
    /// <param name="directory">Where its room comes from; the file has no name in it.</param>
    /// <param name="config">What <c>/run.json</c> says. It may hold secrets. Null: there is none, and init waits for it on the guest link.</param>
    /// <param name="init">Init's program; null: the initrd has it.</param>
    /// <returns>Readable and writable; disposed by the caller.</returns>
    /// <exception cref="FormatException">The configuration has faults.</exception>
    public static SafeFileHandle Write(string directory, RunConfig? config, string? init)
    {
        var document = config is null ? null : RunConfigDocument.Serialize(config);
        return UnnamedFile.Create(directory, file =>
        {
            using var disk = new Ext4Writer(file, new Ext4WriterOptions(0, "slipway-boot") { SpareInodes = 0 });
            if (document is not null)
                Add(disk, "run.json"u8, document, ReadableByRoot);
            if (init is not null)
            {
                Add(disk, "init"u8, File.ReadAllBytes(init), ExecutableByRoot);
                // Where the kernel itself mounts this disk as its root, it mounts devtmpfs here.
                disk.CreateDirectory(disk.Root, "dev"u8, new Attributes(0x1ED, 0, 0, 0, 0));
            }

            // Its identity is that of every boot disk: nothing mounts it by UUID, and equal input gives equal bytes.
            disk.Finish(Guid.Empty);
        });
    }

    private static void Add(Ext4Writer disk, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content, ushort mode)
    {
        var inode = disk.CreateFile(disk.Root, name, content.Length, new Attributes(mode, 0, 0, 0, 0));
        disk.WriteContent(inode, 0, content);
    }
}
