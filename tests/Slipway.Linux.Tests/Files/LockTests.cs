using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class LockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string LockFile => _directory["lock"];

    [Fact]
    public void RangeLock_SamePosition_MeetsAndOtherDoesNot()
    {
        using var held = RangeLock.TryAcquire(LockFile, 1L << 60, LockMode.Exclusive);
        Assert.Null(RangeLock.TryAcquire(LockFile, 1L << 60, LockMode.Shared));
        using var other = RangeLock.TryAcquire(LockFile, (1L << 60) + 1, LockMode.Exclusive);
        Assert.NotNull(other);
        Assert.Equal(0, new FileInfo(LockFile).Length);
    }

    [Fact]
    public void RangeLock_Shared_AdmitsSharedOnly()
    {
        using var first = RangeLock.TryAcquire(LockFile, 0, LockMode.Shared);
        using var second = RangeLock.TryAcquire(LockFile, 0, LockMode.Shared);
        Assert.NotNull(second);
        Assert.Null(RangeLock.TryAcquire(LockFile, 0, LockMode.Exclusive));
    }

    [Fact]
    public async Task RangeLock_Waiters_GetItOneAfterAnother()
    {
        var held = RangeLock.TryAcquire(LockFile, 7, LockMode.Exclusive)!;
        var inside = 0;
        var waiters = Enumerable.Range(0, 8).Select(async _ =>
        {
            using var turn = await RangeLock.AcquireAsync(LockFile, 7, LockMode.Exclusive, TestContext.Current.CancellationToken);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
        }).ToList();
        Assert.DoesNotContain(waiters, waiter => waiter.IsCompleted);
        held.Dispose();
        await Task.WhenAll(waiters);
    }

    [Fact]
    public async Task RangeLock_CancelledWait_GivesTheLockBack()
    {
        using var cancel = new CancellationTokenSource();
        var held = RangeLock.TryAcquire(LockFile, 7, LockMode.Exclusive)!;
        var waiter = RangeLock.AcquireAsync(LockFile, 7, LockMode.Exclusive, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        held.Dispose();
        using var next = await RangeLock.AcquireAsync(LockFile, 7, LockMode.Exclusive, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void FileLock_Exclusive_WaitsForNoShared()
    {
        var path = _directory["file"];
        Assert.Null(FileLock.TryOpen(path));
        File.WriteAllText(path, "");
        using var first = FileLock.TryOpen(path)!;
        using var second = FileLock.TryOpen(path)!;
        Assert.True(FileLock.TryTake(first, LockMode.Shared));
        Assert.True(FileLock.TryTake(second, LockMode.Shared));
        Assert.False(FileLock.TryTake(second, LockMode.Exclusive));
        first.Dispose();
        Assert.True(FileLock.TryTake(second, LockMode.Exclusive));
    }

    [Fact]
    public void UnnamedFile_Published_IsWholeReadOnlyAndNeverReplaced()
    {
        var path = _directory["named"];
        using (var file = UnnamedFile.Create(_directory.Path))
        {
            RandomAccess.Write(file, "whole"u8, 0);
            Assert.Empty(Directory.GetFiles(_directory.Path));
            Assert.True(UnnamedFile.TryPublish(file, path));
        }

        using var second = UnnamedFile.Create(_directory.Path);
        Assert.False(UnnamedFile.TryPublish(second, path));
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.True(OperatingSystem.IsLinux() && File.GetUnixFileMode(path) == UnixFileMode.UserRead);
    }

    [Fact]
    public void DurableFile_Replace_LeavesNothingBeside()
    {
        var path = _directory["record"];
        DurableFile.Replace(path, "one"u8);
        DurableFile.Replace(path, "two"u8);
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_directory.Path));
    }

    public void Dispose() => _directory.Dispose();
}
