using System.Text.Json.Nodes;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;
using Slipway.Vmm.Snapshots;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Qemu;

public sealed class QemuSnapshotTests(TestGuest guest) : IClassFixture<TestGuest>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Restore_TwoClones_EachGoesOnWithMemoryOfItsOwn()
    {
        var snapshot = await SaveAsync();

        await using var first = await new QemuVmm().RestoreAsync(Config, snapshot, Token);
        await using var second = await new QemuVmm().RestoreAsync(Config, snapshot, Token);

        Assert.Equal(7 + 1, await AddAsync(first, 1));
        Assert.Equal(7 + 1 + 2, await AddAsync(first, 2));
        Assert.Equal(7 + 5, await AddAsync(second, 5));
    }

    [Fact]
    public async Task Restore_ToBeSavedAgain_LeavesTheFirstSnapshotAsItIs()
    {
        var snapshot = await SaveAsync();
        var again = Directory.CreateDirectory(_directory["again"]).FullName;
        await using (var machine = await new QemuVmm().RestoreAsync(Config with { SnapshotDirectory = again }, snapshot, Token))
        {
            Assert.Equal(7 + 10, await AddAsync(machine, 10));
            await machine.PauseAsync(Token);
            await machine.SaveAsync(Token);
        }

        await using var later = await new QemuVmm().RestoreAsync(Config, MemorySnapshot.Open(again), Token);
        await using var first = await new QemuVmm().RestoreAsync(Config, MemorySnapshot.Open(snapshot.Directory), Token);

        Assert.Equal(7 + 10 + 1, await AddAsync(later, 1));
        Assert.Equal(7 + 1, await AddAsync(first, 1));
    }

    [Fact]
    public async Task Pause_AndResume_TheGuestGoesOn()
    {
        await using var machine = await new QemuVmm().StartAsync(Config, Token);
        Assert.Equal(3, await AddAsync(machine, 3));

        await machine.PauseAsync(Token);
        await machine.PauseAsync(Token);
        await machine.ResumeAsync(Token);

        Assert.Equal(4, await AddAsync(machine, 1));
    }

    [Fact]
    public async Task Save_WithoutADirectory_IsRefused()
    {
        await using var machine = await new QemuVmm().StartAsync(Config, Token);

        await Assert.ThrowsAsync<VmmException>(() => machine.SaveAsync(Token));
    }

    [Fact]
    public async Task Save_VmmKilled_LeavesNoFile()
    {
        var machine = await new QemuVmm().StartAsync(Config with { SnapshotDirectory = _directory.Path }, Token);
        await machine.DisposeAsync();

        await Assert.ThrowsAsync<VmmException>(() => machine.SaveAsync(Token));

        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData("memory", "bytes and had")]
    [InlineData("state", "bytes and had")]
    [InlineData("snapshot.json", "damaged or of another version")]
    public async Task Restore_FileCutShort_IsRefused(string file, string expected)
    {
        var snapshot = await SaveAsync();
        await using (var stream = new FileStream(_directory[file], new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite }))
            stream.SetLength(stream.Length / 2);

        var error = await Assert.ThrowsAsync<SnapshotException>(async () => await new QemuVmm().RestoreAsync(Config, MemorySnapshot.Open(snapshot.Directory), Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_MemoryWrittenTo_IsRefused()
    {
        var snapshot = await SaveAsync();
        using (var memory = File.OpenHandle(snapshot.MemoryFile, FileMode.Open, FileAccess.Write))
            RandomAccess.Write(memory, "changed"u8, 64 << 20);

        var error = await Assert.ThrowsAsync<SnapshotException>(() => new QemuVmm().RestoreAsync(Config, snapshot, Token));

        Assert.Contains("another content", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_CopiedDirectory_IsReadThroughAndTaken()
    {
        var snapshot = await SaveAsync();
        var copy = Directory.CreateDirectory(_directory["copy"]).FullName;
        foreach (var file in Directory.GetFiles(snapshot.Directory))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));

        await using var machine = await new QemuVmm().RestoreAsync(Config, MemorySnapshot.Open(copy), Token);

        Assert.Equal(7 + 1, await AddAsync(machine, 1));
    }

    [Theory]
    [InlineData("Format", "99", "has format 99")]
    [InlineData("VmmVersion", "\"1.0.0\"", "was saved by qemu 1.0.0, and this is qemu ")]
    [InlineData("Vmm", "\"other\"", "was saved by other ")]
    public async Task Restore_OtherVersion_IsRefused(string member, string value, string expected)
    {
        var snapshot = await SaveAsync();
        await ChangeAsync(snapshot, manifest => manifest[member] = JsonNode.Parse(value));

        var error = await Assert.ThrowsAsync<SnapshotException>(async () => await new QemuVmm().RestoreAsync(Config, MemorySnapshot.Open(snapshot.Directory), Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Features", "\"00\"", "was saved on a processor")]
    [InlineData("CounterKilohertz", "1000", "time stamp counter runs at 1000 kHz")]
    public async Task Restore_OtherProcessor_IsRefused(string member, string value, string expected)
    {
        var snapshot = await SaveAsync();
        await ChangeAsync(snapshot, manifest => manifest["Processor"]![member] = JsonNode.Parse(value));

        var error = await Assert.ThrowsAsync<SnapshotException>(async () => await new QemuVmm().RestoreAsync(Config, MemorySnapshot.Open(snapshot.Directory), Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OtherShape_IsRefused()
    {
        var snapshot = await SaveAsync();

        var error = await Assert.ThrowsAsync<SnapshotException>(() => new QemuVmm().RestoreAsync(Config with { MemoryMib = 256 }, snapshot, Token));

        Assert.Contains("had 128 MiB of memory and not 256", error.Message, StringComparison.Ordinal);
    }

    private VmConfig Config => guest.Config("sum", Accelerator.Tcg);

    /// <summary>A machine that was told 7.</summary>
    private async Task<MemorySnapshot> SaveAsync()
    {
        await using var machine = await new QemuVmm().StartAsync(Config with { SnapshotDirectory = _directory.Path }, Token);
        Assert.Equal(7, await AddAsync(machine, 7));
        await machine.PauseAsync(Token);
        return await machine.SaveAsync(Token);
    }

    private static async Task<int> AddAsync(IVirtualMachine machine, byte value)
    {
        var answer = new byte[] { value };
        await machine.Link.WriteAsync(answer, Token);
        await machine.Link.ReadExactlyAsync(answer, Token);
        return answer[0];
    }

    private static async Task ChangeAsync(MemorySnapshot snapshot, Action<JsonNode> change)
    {
        var path = Path.Combine(snapshot.Directory, MemorySnapshot.ManifestName);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        change(manifest);
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), Token);
    }
}
