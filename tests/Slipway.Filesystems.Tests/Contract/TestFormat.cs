using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Erofs;
using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Contract;

/// <summary>A format with its judges.</summary>
/// <param name="MountType">As mount(8) has it.</param>
/// <param name="Create">A writer whose image may have so many bytes and inodes.</param>
/// <param name="Open">A reader.</param>
/// <param name="CheckAsync">The reference checker, for a path.</param>
public sealed record TestFormat(
    string MountType,
    Func<SafeFileHandle, FormatSettings, FilesystemWriter> Create,
    Func<SafeFileHandle, FilesystemReader> Open,
    Func<string, Task> CheckAsync)
{
    /// <summary>Content is not in the output as soon as it was given: what is removed at once was never there.</summary>
    public bool IsDelayed { get; init; }

    public static TestFormat Ext4 { get; } = new(
        "ext4",
        static (output, settings) => new Ext4Writer(
            output,
            Samples.Options with { MaximumSizeBytes = settings.MaximumSizeBytes, MaximumInodes = settings.MaximumInodes, PunchHole = settings.PunchHole }),
        Ext4Reader.Open,
        E2fsck.AssertCleanAsync);

    public static TestFormat Erofs { get; } = ErofsOf(isCompressed: false);

    public static TestFormat ErofsLz4 { get; } = ErofsOf(isCompressed: true);

    private static TestFormat ErofsOf(bool isCompressed) => new(
        "erofs",
        (output, settings) => new ErofsWriter(
            output,
            new ErofsWriterOptions("test")
            {
                MaximumSizeBytes = settings.MaximumSizeBytes,
                MaximumInodes = settings.MaximumInodes,
                PunchHole = settings.PunchHole,
                IsCompressed = isCompressed,
            }),
        ErofsReader.Open,
        FsckErofs.AssertCleanAsync)
    {
        IsDelayed = isCompressed,
    };
}
