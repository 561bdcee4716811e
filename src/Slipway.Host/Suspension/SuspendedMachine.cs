using System.Text.Json;
using Slipway.Host.Machines;
using Slipway.Images;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Suspension;

/// <summary>
/// A machine that stands still in a directory, with everything it owned; its image stays in the data directory. Any number of machines may go on from it, each
/// a copy that knows nothing of the others.
/// </summary>
/// <remarks><code>
/// machine.json    SuspensionRecord; written last: a directory without it holds no machine
/// boot            its boot disk; the run config in it may hold secrets
/// writable        what it has written
/// snapshot.json, memory, state    see MemorySnapshot
/// </code></remarks>
public sealed class SuspendedMachine
{
    internal const string BootDiskName = "boot";
    internal const string WritableName = "writable";

    private const string RecordName = "machine.json";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly SuspensionRecord _record;

    private SuspendedMachine(string directory, SuspensionRecord record) => (Directory, _record) = (directory, record);

    public string Directory { get; }

    /// <summary>The name of its image, as the store knows it.</summary>
    public string ImageName => _record.ImageName;

    public Digest ImageDigest => Digest.Parse(_record.ImageDigest);

    public Platform ImagePlatform => Platform.Parse(_record.ImagePlatform);

    /// <summary>It goes on only where its image is.</summary>
    public bool NeedsImage => _record.Layers.Count > 0;

    /// <summary>What its layers are: those that it has mounted, and no others of the same image.</summary>
    public LayerFormat LayerFormat => _record.Layers is [var layer, ..] ? LayerFormats.OfFile(layer) : LayerFormats.Default;

    /// <summary>What ran it, and must again.</summary>
    /// <exception cref="SnapshotException">Its memory is missing.</exception>
    public VmmKind Vmm => Enum.TryParse<VmmKind>(MemorySnapshot.Open(Directory).Manifest.Vmm, ignoreCase: true, out var vmm) ? vmm : VmmKind.Qemu;

    public Accelerator Accelerator => _record.Accelerator;

    /// <summary>How its program is connected with who runs it.</summary>
    public MachineProgram Program => _record.Program;

    internal SuspensionRecord Record => _record;

    internal string BootDisk => Path.Combine(Directory, BootDiskName);

    internal string Writable => Path.Combine(Directory, WritableName);

    /// <summary>Makes a directory ready for a machine to be suspended into: it exists then, is empty and its owner's alone.</summary>
    /// <exception cref="SnapshotException">It is not empty.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Prepare(string directory)
    {
        System.IO.Directory.CreateDirectory(directory, OwnerOnly);
        if (System.IO.Directory.EnumerateFileSystemEntries(directory).Any())
            throw new SnapshotException($"{directory} is not empty; a machine is suspended into a directory of its own.");
        File.SetUnixFileMode(directory, OwnerOnly);
    }

    /// <summary>A machine is suspended in a directory, which may be of another version.</summary>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, RecordName));

    /// <summary>Opens one.</summary>
    /// <exception cref="SnapshotException">The directory holds none, or one of another version.</exception>
    public static SuspendedMachine Open(string directory)
    {
        var path = Path.Combine(directory, RecordName);
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(path), SuspensionJson.Default.SuspensionRecord);
            return record is { Format: SuspensionRecord.CurrentFormat }
                ? new SuspendedMachine(directory, record)
                : throw new SnapshotException($"the machine in {directory} has format {record?.Format}, this slipway reads format {SuspensionRecord.CurrentFormat}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SnapshotException($"there is no suspended machine in {directory} ({RecordName} is missing).", e);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new SnapshotException($"{path} is damaged or of another version: {e.Message}", e);
        }
    }

    internal static void Write(string directory, SuspensionRecord record) =>
        DurableFile.Replace(Path.Combine(directory, RecordName), JsonSerializer.SerializeToUtf8Bytes(record, SuspensionJson.Default.SuspensionRecord), OwnerReads);
}
