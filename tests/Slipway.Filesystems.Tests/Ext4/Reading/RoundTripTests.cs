using CsCheck;
using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4.Reading;

public sealed class RoundTripTests
{
    [Fact]
    public Task Walk_AnyTreeOfTheWriter_FindsWhatWasWritten() =>
        ModelTree.Steps.SampleAsync(
            static async steps =>
            {
                ModelTree? tree = null;
                using var image = ScratchImage.Write(writer => tree = ModelTree.Build(writer, steps));
                var reader = Ext4Reader.Open(image.Handle);
                tree!.AssertReadBy(reader);
                reader.Verify(TestContext.Current.CancellationToken);
                await E2fsck.AssertCleanAsync(image.Path);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public void EntriesOf_IndexedDirectory_GivesEveryName()
    {
        using var image = ScratchImage.Write(static writer =>
        {
            for (var i = 0; i < 100_000; i++)
                writer.CreateFile(writer.Root, System.Text.Encoding.UTF8.GetBytes($"file-with-a-long-name-{i}"), 0, Samples.FileAttributes);
        });
        var reader = Ext4Reader.Open(image.Handle);
        Assert.Equal(100_001, reader.EntriesOf(reader.Root).Count());
        Assert.Equal(100_002, reader.Verify(TestContext.Current.CancellationToken).Inodes);
    }

    [Fact]
    public void DataRunsOf_FileInManyPieces_GivesThemInOrder()
    {
        Inode file = default;
        using var image = ScratchImage.Write(writer =>
        {
            file = writer.CreateFile(writer.Root, "pieces"u8, 4096L * 4000, Samples.FileAttributes);
            for (var i = 0; i < 2000; i++)
                writer.WriteContent(file, 8192L * i, Samples.Content(4096, i));
        });
        var reader = Ext4Reader.Open(image.Handle);
        Assert.Equal(Enumerable.Range(0, 2000).Select(static i => new DataRun(8192L * i, 4096)), reader.DataRunsOf(file));
        var block = new byte[4096];
        reader.ReadContent(file, 8192L * 1999, block);
        Assert.Equal(Samples.Content(4096, 1999), block);
    }
}
