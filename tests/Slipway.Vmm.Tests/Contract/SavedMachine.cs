using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>One saved machine for all tests of a class, which only read it: making one takes a boot.</summary>
public sealed class SavedMachine : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private Task<MemorySnapshot>? _saved;

    /// <summary>The snapshot, made by the first who asks.</summary>
    /// <param name="save">Saves a machine into a directory.</param>
    public Task<MemorySnapshot> GetAsync(Func<string, Task<MemorySnapshot>> save) => _saved ??= save(_directory.Path);

    public void Dispose() => _directory.Dispose();
}
