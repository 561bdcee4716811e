using Slipway.Linux.Files;

namespace Slipway.Linux.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void RemoveTemporary_DeadWriters_AreClearedAndALivingOneIsNot()
    {
        File.WriteAllText(_directory[".tmp-dead"], "half");
        File.WriteAllText(_directory["whole"], "");
        using (new FileStream(_directory[".tmp-living"], FileMode.CreateNew, FileAccess.Write, FileShare.Read))
        {
            DurableFile.RemoveTemporary(_directory.Path);
            Assert.Equal([_directory[".tmp-living"], _directory["whole"]], Directory.GetFiles(_directory.Path).Order(StringComparer.Ordinal));
        }

        DurableFile.RemoveTemporary(_directory.Path);
        Assert.Equal([_directory["whole"]], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Replace_WhileOthersClear_NeverFails()
    {
        using var stop = new CancellationTokenSource();
        var clearing = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    DurableFile.RemoveTemporary(_directory.Path);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var i = 0; i < 200; i++)
        {
            DurableFile.Replace(_directory["file"], [(byte)i]);
            Assert.Equal([(byte)i], await File.ReadAllBytesAsync(_directory["file"], TestContext.Current.CancellationToken));
        }

        await stop.CancelAsync();
        await clearing;
        Assert.Equal([_directory["file"]], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void AllocatedSize_OfAFileWithAHole_CountsWhatIsWritten()
    {
        using (var file = File.OpenHandle(_directory["sparse"], FileMode.CreateNew, FileAccess.Write))
            RandomAccess.Write(file, new byte[] { 1 }, 1 << 30);
        Assert.InRange(AllocatedSize.Of(_directory["sparse"]), 512, 1 << 20);
        Assert.Equal(0, AllocatedSize.Of(_directory["nothing"]));
        Assert.InRange(AllocatedSize.OfTree(_directory.Path), AllocatedSize.Of(_directory["sparse"]), 1 << 21);
        Assert.Equal(0, AllocatedSize.OfTree(_directory["nothing"]));
    }
}
