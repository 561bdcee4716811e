using System.Security.Cryptography;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;
using Slipway.Init.Streams;
using Slipway.Init.Tests.Link;

namespace Slipway.Init.Tests.Streams;

public sealed class FileStreamsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly FakeHost _host;

    public FileStreamsTests()
    {
        _host = new FakeHost(new LinkServer(new StandInMachine { Serve = Serve }, "init/test"));
        _host.Hello(1);
    }

    [Fact]
    public void ReadFile_LongerThanTheCredit_StopsAtItAndGoesOn()
    {
        var content = RandomNumberGenerator.GetBytes((2 * LinkLimits.InitialCreditBytes) + 17);
        var path = _root.Write("f", content, UnixFileMode.UserRead);
        _host.Open(1, new ReadFileRequest { Path = path });
        Assert.Equal(LinkLimits.InitialCreditBytes, _host.Data(1, LinkChannel.Stdout).Length);
        Assert.False(_host.Has(1, FrameKind.Close));
        _host.Grant(1, LinkChannel.Stdout, content.Length);
        Assert.Equal(content, _host.Data(1, LinkChannel.Stdout));
        Assert.Equal(content.Length, Assert.IsType<FileReply>(Assert.Single(_host.Replies(1))).SizeBytes);
        Assert.True(_host.Has(1, FrameKind.End));
        Assert.True(_host.Has(1, FrameKind.Close));
    }

    [Theory]
    [InlineData("/nonexistent/x", GuestErrorCode.NotFound)]
    [InlineData("/etc", GuestErrorCode.Invalid)]
    [InlineData("/dev/zero", GuestErrorCode.Invalid)]
    [InlineData("relative", GuestErrorCode.Invalid)]
    [InlineData("/a\0b", GuestErrorCode.Invalid)]
    public void ReadFile_Impossible_SaysWhy(string path, GuestErrorCode code)
    {
        _host.Open(1, new ReadFileRequest { Path = path });
        Assert.Equal(code, Assert.IsType<FailedReply>(Assert.Single(_host.Replies(1))).Error.Code);
        Assert.True(_host.Has(1, FrameKind.Close));
    }

    [Fact]
    public void WriteFile_Complete_AppearsUnderItsName()
    {
        var path = Path.Combine(_root.Path, "new");
        Start(path);
        _host.Send(1, FrameKind.Data, LinkChannel.Stdin, "half "u8);
        Assert.False(File.Exists(path));
        _host.Send(1, FrameKind.Data, LinkChannel.Stdin, "whole"u8);
        _host.Send(1, FrameKind.End, LinkChannel.Stdin, []);
        Assert.IsType<DoneReply>(Assert.Single(_host.Replies(1)));
        Assert.Equal("half whole", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_root.Path));
    }

    [Fact]
    public void WriteFile_Abandoned_LeavesNothing()
    {
        var path = _root.Write("old", "old"u8, UnixFileMode.UserRead);
        Start(path);
        _host.Send(1, FrameKind.Data, LinkChannel.Stdin, "new"u8);
        _host.Send(1, FrameKind.Reset, 0, LinkMessage.Encode(new LinkError { Code = GuestErrorCode.Canceled, Message = "no" }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_root.Path));
    }

    [Fact]
    public void WriteFile_Long_IsGrantedCreditAsItComes()
    {
        Start(Path.Combine(_root.Path, "f"));
        var chunk = new byte[LinkLimits.MaxPayloadBytes];
        for (var i = 0; i < 100; i++)
            _host.Send(1, FrameKind.Data, LinkChannel.Stdin, chunk);
        // Written as it comes, so credit is granted as it comes: a host that keeps to it never stalls.
        Assert.False(_host.Has(1, FrameKind.Reset));
        Assert.True(_host.Has(1, FrameKind.Credit));
    }

    [Fact]
    public void WriteFile_NoDirectory_IsNotFound()
    {
        Start("/nonexistent/dir/f");
        Assert.Equal(GuestErrorCode.NotFound, Assert.IsType<FailedReply>(Assert.Single(_host.Replies(1))).Error.Code);
    }

    public void Dispose() => _root.Dispose();

    // Files get the owner that the request names; these tests run as anybody, so it is their own.
    private void Start(string path) => _host.Open(1, new WriteFileRequest { Path = path, Mode = 0x1A4, Uid = uint.MaxValue, Gid = uint.MaxValue });

    private static LinkStream? Serve(LinkServer link, uint id, GuestRequest request) => request switch
    {
        ReadFileRequest read => FileReadStream.Open(link, id, read.Path),
        WriteFileRequest write => FileWriteStream.Open(link, id, write),
        _ => null,
    };
}
