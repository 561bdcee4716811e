using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class RangeLockSetTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string LockFile => _directory["lock"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Set_ManyPositions_AreHeldUntilGivenBack()
    {
        using var set = RangeLockSet.Open(LockFile);
        for (var i = 0L; i < 1000; i++)
            Assert.True(set.TryAdd(i << 40, LockMode.Exclusive));
        set.Remove(3L << 40);
        using var other = RangeLockSet.Open(LockFile);
        Assert.True(other.TryAdd(3L << 40, LockMode.Exclusive));
        Assert.False(other.TryAdd(4L << 40, LockMode.Shared));
        Assert.False(set.TryAdd(3L << 40, LockMode.Shared));
        set.Dispose();
        Assert.True(other.TryAdd(4L << 40, LockMode.Exclusive));
    }

    [Fact]
    public async Task Add_ClaimedPosition_WaitsForItAndKeepsTheOthers()
    {
        using var claims = RangeLockSet.Open(LockFile);
        using var kept = RangeLockSet.Open(LockFile);
        Assert.True(claims.TryAdd(2, LockMode.Exclusive));
        Assert.True(kept.TryAdd(1, LockMode.Shared));
        var waiting = kept.AddAsync(2, LockMode.Shared, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        Assert.False(claims.TryAdd(1, LockMode.Exclusive));
        claims.Remove(2);
        await waiting;
        Assert.False(claims.TryAdd(2, LockMode.Exclusive));
    }

    [Fact]
    public async Task Add_CancelledAndDisposed_HoldsNothing()
    {
        using var cancel = new CancellationTokenSource();
        using var claims = RangeLockSet.Open(LockFile);
        Assert.True(claims.TryAdd(2, LockMode.Exclusive));
        using (var kept = RangeLockSet.Open(LockFile))
        {
            Assert.True(kept.TryAdd(1, LockMode.Shared));
            var waiting = kept.AddAsync(2, LockMode.Shared, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.True(claims.TryAdd(1, LockMode.Exclusive));
        claims.Dispose();
        using var next = await RangeLock.AcquireAsync(LockFile, 2, LockMode.Exclusive, TestContext.Current.CancellationToken);
    }
}
