using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Snapshots;

/// <summary>
/// A machine that stands still: three files in a directory that only its owner can read, since a guest's memory is in them.
/// </summary>
/// <remarks><code>
/// snapshot.json   SnapshotManifest; written last: a directory without it holds no snapshot
/// memory          the guest's memory, byte for byte, with holes where it is zero
/// state           processors and devices, in the VMM's own format
/// </code></remarks>
public sealed class MemorySnapshot
{
    public const string ManifestName = "snapshot.json";
    public const string MemoryName = "memory";
    public const string StateName = "state";

    private const int MaxManifestBytes = 64 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private MemorySnapshot(string directory, SnapshotManifest manifest) => (Directory, Manifest) = (directory, manifest);

    public string Directory { get; }

    public SnapshotManifest Manifest { get; private set; }

    public string MemoryFile => Path.Combine(Directory, MemoryName);

    public string StateFile => Path.Combine(Directory, StateName);

    /// <summary>Opens what a directory holds; the other two files are looked at when it is used.</summary>
    /// <exception cref="SnapshotException">There is no snapshot in it, or one of another format.</exception>
    public static MemorySnapshot Open(string directory)
    {
        var path = Path.Combine(directory, ManifestName);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxManifestBytes })
                throw new SnapshotException($"{path} is longer than {MaxManifestBytes} bytes.");
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), SnapshotJson.Default.SnapshotManifest)
                ?? throw new SnapshotException($"{path} holds nothing.");
            return manifest.Format == SnapshotManifest.CurrentFormat
                ? new MemorySnapshot(directory, manifest)
                : throw new SnapshotException($"the snapshot in {directory} has format {manifest.Format}, this slipway reads format {SnapshotManifest.CurrentFormat}.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SnapshotException($"there is no snapshot in {directory} ({ManifestName} is missing).", e);
        }
        catch (JsonException e)
        {
            throw new SnapshotException($"{path} is damaged or of another version: {e.Message}", e);
        }
    }

    /// <summary>Makes a snapshot of the two files without names that a VMM has written, on the filesystem of <paramref name="directory"/>. They stay the
    /// caller's.</summary>
    /// <exception cref="IOException">The directory has a snapshot already, or takes no more; no file is in it then.</exception>
    internal static MemorySnapshot Publish(
        string directory, SafeFileHandle memory, SafeFileHandle state, string vmm, string vmmVersion, HostProcessor processor, VmConfig config)
    {
        var (memoryPath, statePath) = (Path.Combine(directory, MemoryName), Path.Combine(directory, StateName));
        Name(memory, memoryPath);
        try
        {
            Name(state, statePath);
            return Seal(directory, vmm, vmmVersion, processor, config);
        }
        catch
        {
            File.Delete(statePath);
            File.Delete(memoryPath);
            throw;
        }
    }

    // QEMU opens a memory file for writing also where it never writes to it.
    private static void Name(SafeFileHandle file, string path)
    {
        if (!UnnamedFile.TryPublish(file, path))
            throw new LinuxException("linkat", Errno.Exists, path);
        File.SetUnixFileMode(path, OwnerOnly);
    }

    private static MemorySnapshot Seal(string directory, string vmm, string vmmVersion, HostProcessor processor, VmConfig config)
    {
        var snapshot = new MemorySnapshot(directory, new SnapshotManifest
        {
            Format = SnapshotManifest.CurrentFormat,
            Vmm = vmm,
            VmmVersion = vmmVersion,
            Processor = processor,
            Machine = MachineShape.Of(config),
            Memory = FileSeal.Of(Path.Combine(directory, MemoryName)),
            State = FileSeal.Of(Path.Combine(directory, StateName)),
        });
        snapshot.Write();
        return snapshot;
    }

    /// <summary>Looks at all that can be looked at before a VMM is started.</summary>
    /// <exception cref="SnapshotException">It does not fit, or a file is damaged.</exception>
    internal void RequireFit(VmConfig config, HostProcessor here)
    {
        if (Manifest.Machine.DifferenceFrom(MachineShape.Of(config)) is { } shape)
            throw new SnapshotException($"the machine in {Directory} {shape}.");
        if (Manifest.Processor.DifferenceFrom(here, config.Accelerator) is { } processor)
            throw new SnapshotException($"the machine in {Directory} {processor}.");
        RequireFiles();
    }

    /// <summary>Looks at who will load it.</summary>
    /// <exception cref="SnapshotException">Another VMM or version.</exception>
    internal void RequireVmm(string vmm, string version)
    {
        if (Manifest.Vmm != vmm || Manifest.VmmVersion != version)
            throw new SnapshotException($"the machine in {Directory} was saved by {Manifest.Vmm} {Manifest.VmmVersion}, and this is {vmm} {version}.");
    }

    private void RequireFiles()
    {
        try
        {
            if ((Manifest.Memory.FaultOf(MemoryFile, out var memoryIsRead) ?? Manifest.State.FaultOf(StateFile, out var stateIsRead)) is { } fault)
                throw new SnapshotException($"the snapshot in {Directory} is damaged: {fault}.");
            if (memoryIsRead)
                Reseal();
        }
        catch (Exception e) when (e is IOException and not SnapshotException or InvalidDataException)
        {
            throw new SnapshotException($"the snapshot in {Directory} is damaged: {e.Message}", e);
        }
    }

    // What was read through once need not be the next time. Only a matter of speed: who may not write here reads again.
    private void Reseal()
    {
        try
        {
            Manifest = Manifest with { Memory = FileSeal.Of(MemoryFile), State = FileSeal.Of(StateFile) };
            Write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As said.
        }
    }

    private void Write() => DurableFile.Replace(Path.Combine(Directory, ManifestName), JsonSerializer.SerializeToUtf8Bytes(Manifest, SnapshotJson.Default.SnapshotManifest), OwnerOnly);
}
