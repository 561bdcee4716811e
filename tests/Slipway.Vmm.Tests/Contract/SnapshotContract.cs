using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>What every VMM does with machines that are saved and go on; each is a class below this one.</summary>
public abstract class SnapshotContract(TestGuest guest, SavedMachine saved) : IClassFixture<TestGuest>, IClassFixture<SavedMachine>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What this VMM's machines are executed by.</summary>
    protected abstract Accelerator Accelerator { get; }

    /// <summary>A directory of the test's own.</summary>
    protected string Own => _directory.Path;

    /// <summary>The VMM; skips the test where it cannot run.</summary>
    protected abstract Task<IVmm> VmmAsync();

    /// <summary>A machine that does what <paramref name="test"/> says.</summary>
    protected VmConfig Config(string test) => guest.Config(test, Accelerator);

    public virtual void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Restore_TwoClones_EachGoesOnWithMemoryOfItsOwn()
    {
        var (vmm, snapshot) = await SavedAsync();

        await using var first = await vmm.RestoreAsync(Config("sum"), snapshot, Token);
        await using var second = await vmm.RestoreAsync(Config("sum"), snapshot, Token);

        Assert.Equal(7 + 1, await AddAsync(first, 1));
        Assert.Equal(7 + 1 + 2, await AddAsync(first, 2));
        Assert.Equal(7 + 5, await AddAsync(second, 5));
    }

    [Fact]
    public async Task Restore_ToBeSavedAgain_LeavesTheFirstSnapshotAsItIs()
    {
        var (vmm, snapshot) = await SavedAsync();
        await using (var machine = await vmm.RestoreAsync(Config("sum") with { SnapshotDirectory = Own }, snapshot, Token))
        {
            Assert.Equal(7 + 10, await AddAsync(machine, 10));
            await machine.PauseAsync(Token);
            await machine.SaveAsync(Token);
        }

        await using var later = await vmm.RestoreAsync(Config("sum"), MemorySnapshot.Open(Own), Token);
        await using var first = await vmm.RestoreAsync(Config("sum"), MemorySnapshot.Open(snapshot.Directory), Token);

        Assert.Equal(7 + 10 + 1, await AddAsync(later, 1));
        Assert.Equal(7 + 1, await AddAsync(first, 1));
    }

    [Fact]
    public async Task Restore_DrivesInPlaceOfPlaceholders_TheGuestIsToldTheirLengthsAndReadsThem()
    {
        var vmm = await VmmAsync();
        using var placeholder = Drive(1, "before");
        using var first = Drive(16, "first");
        using var second = Drive(4096, "second");
        var config = Config("drives");
        await using (var machine = await vmm.StartAsync(config with { Drives = [new DriveConfig("d", placeholder, IsReadOnly: true) { IsPlaceholder = true }], SnapshotDirectory = Own }, Token))
        {
            Assert.Equal((1, "before"), await LookAsync(machine));
            await machine.PauseAsync(Token);
            await machine.SaveAsync(Token);
        }

        var snapshot = MemorySnapshot.Open(Own);
        await using var one = await vmm.RestoreAsync(config with { Drives = [new DriveConfig("d", first, IsReadOnly: true)] }, snapshot, Token);
        await using var two = await vmm.RestoreAsync(config with { Drives = [new DriveConfig("d", second, IsReadOnly: true)] }, snapshot, Token);

        Assert.Equal((16, "first"), await LookAsync(one));
        Assert.Equal((4096, "second"), await LookAsync(two));
    }

    [Fact]
    public async Task Save_Memory_IsAsLongAsTheMachinesWithHolesWhereItIsZero()
    {
        var (_, snapshot) = await SavedAsync();

        var (_, blocks) = await Tool.RunAsync("stat", "--format=%b", snapshot.MemoryFile);

        Assert.Equal(128 << 20, new FileInfo(snapshot.MemoryFile).Length);
        Assert.InRange(long.Parse(blocks, System.Globalization.CultureInfo.InvariantCulture) * 512, 1 << 20, 120 << 20);
    }

    [Fact]
    public async Task Save_WithoutADirectory_IsRefused()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("sum"), Token);

        await Assert.ThrowsAsync<VmmException>(() => machine.SaveAsync(Token));
    }

    [Fact]
    public async Task Save_VmmKilled_LeavesNoFile()
    {
        var machine = await (await VmmAsync()).StartAsync(Config("sum") with { SnapshotDirectory = Own }, Token);
        using (var process = Process.GetProcessById(machine.ProcessId))
            process.Kill();
        await machine.Exited.WaitAsync(Token);

        await Assert.ThrowsAsync<VmmException>(() => machine.SaveAsync(Token));

        Assert.Empty(Directory.GetFileSystemEntries(Own));
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task Restore_CopiedDirectory_IsReadThroughAndTaken()
    {
        var (vmm, snapshot) = await CopyAsync();

        await using var machine = await vmm.RestoreAsync(Config("sum"), snapshot, Token);

        Assert.Equal(7 + 1, await AddAsync(machine, 1));
    }

    [Theory]
    [InlineData("memory", "bytes and had")]
    [InlineData("state", "bytes and had")]
    [InlineData("snapshot.json", "damaged or of another version")]
    public async Task Restore_FileCutShort_IsRefused(string file, string expected)
    {
        var (vmm, snapshot) = await CopyAsync();
        await using (var stream = new FileStream(_directory[file], new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite }))
            stream.SetLength(stream.Length / 2);

        var error = await Assert.ThrowsAsync<SnapshotException>(async () => await vmm.RestoreAsync(Config("sum"), MemorySnapshot.Open(snapshot.Directory), Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_MemoryWrittenTo_IsRefused()
    {
        var (vmm, snapshot) = await CopyAsync();
        using (var memory = File.OpenHandle(snapshot.MemoryFile, FileMode.Open, FileAccess.Write))
            RandomAccess.Write(memory, "changed"u8, 64 << 20);

        await RefusesAsync(vmm, snapshot, "another content");
    }

    [Theory]
    [InlineData("Format", "99", "has format 99")]
    [InlineData("VmmVersion", "\"1.0.0\"", " 1.0.0, and this is ")]
    [InlineData("Vmm", "\"other\"", "was saved by other ")]
    public async Task Restore_OtherVersion_IsRefused(string member, string value, string expected)
    {
        var (vmm, snapshot) = await CopyAsync();
        await ChangeAsync(snapshot, manifest => manifest[member] = JsonNode.Parse(value));

        await RefusesAsync(vmm, snapshot, expected);
    }

    [Fact]
    public async Task Restore_OtherProcessor_IsRefused()
    {
        var (vmm, snapshot) = await CopyAsync();
        await ChangeAsync(snapshot, manifest => manifest["Processor"]!["Features"] = "00");

        await RefusesAsync(vmm, snapshot, "was saved on a processor");
    }

    [Fact]
    public async Task Restore_OtherShape_IsRefused()
    {
        var (vmm, snapshot) = await SavedAsync();

        var error = await Assert.ThrowsAsync<SnapshotException>(() => vmm.RestoreAsync(Config("sum") with { MemoryMib = 256 }, snapshot, Token));

        Assert.Contains("had 128 MiB of memory and not 256", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A machine that was told 7, not to be written to.</summary>
    protected async Task<(IVmm Vmm, MemorySnapshot Snapshot)> SavedAsync()
    {
        var vmm = await VmmAsync();
        return (vmm, await saved.GetAsync(async directory =>
        {
            await using var machine = await vmm.StartAsync(Config("sum") with { SnapshotDirectory = directory }, Token);
            Assert.Equal(7, await AddAsync(machine, 7));
            await machine.PauseAsync(Token);
            await machine.PauseAsync(Token);
            return await machine.SaveAsync(Token);
        }));
    }

    /// <summary>The same as a copy of the test's own.</summary>
    protected async Task<(IVmm Vmm, MemorySnapshot Snapshot)> CopyAsync()
    {
        var (vmm, snapshot) = await SavedAsync();
        var (exitCode, output) = await Tool.RunAsync("cp", ["--sparse=always", .. Directory.GetFiles(snapshot.Directory), Own]);
        Assert.True(exitCode == 0, output);
        return (vmm, MemorySnapshot.Open(Own));
    }

    /// <summary>Opened anew, the snapshot cannot be used, and it is said why.</summary>
    protected async Task RefusesAsync(IVmm vmm, MemorySnapshot snapshot, string expected)
    {
        var error = await Assert.ThrowsAsync<SnapshotException>(async () => await vmm.RestoreAsync(Config("sum"), MemorySnapshot.Open(snapshot.Directory), Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    protected static async Task<int> AddAsync(IVirtualMachine machine, byte value)
    {
        var answer = new byte[] { value };
        await machine.Link.WriteAsync(answer, Token);
        await machine.Link.ReadExactlyAsync(answer, Token);
        return answer[0];
    }

    protected static async Task ChangeAsync(MemorySnapshot snapshot, Action<JsonNode> change)
    {
        var path = Path.Combine(snapshot.Directory, MemorySnapshot.ManifestName);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        change(manifest);
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), Token);
    }

    private static SafeFileHandle Drive(int sectors, string text)
    {
        var file = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(file, sectors * 512);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
        return file;
    }

    /// <summary>The length in sectors of the guest's drive, as soon as it is none of a single sector if it was one before, and the text it begins with.</summary>
    private static async Task<(int Sectors, string Text)> LookAsync(IVirtualMachine machine)
    {
        var answer = new byte[16];
        await machine.Link.WriteAsync("?"u8.ToArray(), Token);
        await machine.Link.ReadExactlyAsync(answer, Token);
        return (BinaryPrimitives.ReadInt32LittleEndian(answer), Encoding.ASCII.GetString(answer.AsSpan(4)).TrimEnd('\0'));
    }
}
