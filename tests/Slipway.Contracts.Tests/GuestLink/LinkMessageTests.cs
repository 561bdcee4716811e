using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;

namespace Slipway.Contracts.Tests.GuestLink;

public sealed class LinkMessageTests
{
    public static TheoryData<GuestRequest> Requests =>
    [
        new PrepareRequest { IPConfigs = [new IpConfig { IP = "10.0.2.15", Mask = 24, Gateway = "10.0.2.2" }], Mtu = 1400 },
        new ConfigureRequest { Config = new RunConfig { Hostname = "m" }, Freshness = new Freshness { Entropy = new byte[32], UnixMicroseconds = 1 } },
        new SuspendRequest(),
        new RenewRequest { Freshness = new Freshness { Entropy = new byte[64], UnixMicroseconds = 1 }, Hostname = "h", MachineId = new string('0', 32) },
        new RenewRequest
        {
            Freshness = new Freshness { Entropy = new byte[64], UnixMicroseconds = 1 },
            MachineId = new string('0', 32),
            IPConfigs = [new IpConfig { IP = "198.18.0.2", Mask = 30, Gateway = "198.18.0.1" }],
            EtcResolv = new EtcResolv { Nameservers = ["192.0.2.1"] },
        },
        new AttachRequest(),
        new ExecRequest { Args = ["sh", "-c", "echo hi"], Tty = true, TtySize = new TerminalSize { Rows = 24, Columns = 80 }, User = "app" },
        new SignalRequest { Signal = 15 },
        new WaitRequest(),
        new StatusRequest(),
        new SystemInfoRequest(),
        new ReadFileRequest { Path = "/etc/passwd" },
        new WriteFileRequest { Path = "/etc/motd", Mode = 0x1A4, Uid = 5, Gid = 6 },
        new FreezeRequest(),
        new ThawRequest(),
        new ShutdownRequest { GraceMilliseconds = 0 },
    ];

    public static TheoryData<GuestReply> Replies =>
    [
        new DoneReply(),
        new FailedReply { Error = new LinkError { Code = GuestErrorCode.Internal, Message = "m" } },
        new BootFailedReply { Error = new LinkError { Code = GuestErrorCode.WrongArchitecture, Message = "m" } },
        new StartedReply { Pid = 1, InitStartMicroseconds = 2, ExecMicroseconds = 3 },
        new ExitedReply { Status = new ExitStatus { ExitCode = 0 } },
        new ExitedReply { Status = new ExitStatus { ExitCode = 137, Signal = 9, OomKilled = true } },
        new StatusReply { State = GuestState.AwaitingConfig, Version = "1", UptimeMilliseconds = 0 },
        new FileReply { SizeBytes = 0, Mode = 0, Uid = 0, Gid = 0 },
    ];

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public void Request_EncodedAndDecoded_EncodesTheSameAgain(GuestRequest request)
    {
        var payload = LinkMessage.Encode(request);
        var back = LinkMessage.DecodeRequest(payload, out var fault);
        Assert.Null(fault);
        Assert.Equal(request.GetType(), back!.GetType());
        Assert.Equal(Encoding.UTF8.GetString(payload), Encoding.UTF8.GetString(LinkMessage.Encode(back)));
    }

    [Theory]
    [MemberData(nameof(Replies), DisableDiscoveryEnumeration = true)]
    public void Reply_EncodedAndDecoded_IsEqual(GuestReply reply)
    {
        Assert.Equal(reply, LinkMessage.DecodeReply(LinkMessage.Encode(reply), out var fault));
        Assert.Null(fault);
    }

    [Fact]
    public void SystemInfo_EncodedAndDecoded_KeepsItsNumbers()
    {
        var info = new SystemInfoReply
        {
            Memory = new Dictionary<string, long> { ["MemTotal"] = 5 },
            LoadAverage = [0.5, 1, 2],
            Cpus = [[1, 2], [3]],
            Disks = new Dictionary<string, IReadOnlyList<long>> { ["vda"] = [1, 2] },
            Networks = new Dictionary<string, IReadOnlyList<long>>(),
            OpenFiles = 1,
            MaxOpenFiles = 2,
        };
        var back = Assert.IsType<SystemInfoReply>(LinkMessage.DecodeReply(LinkMessage.Encode(info), out _));
        Assert.Equal([1L, 2L], back.Disks["vda"]);
        Assert.Equal([0.5, 1, 2], back.LoadAverage);
    }

    [Fact]
    public void Command_EncodedAndDecoded_IsEqual()
    {
        StreamCommand resize = new ResizeCommand { Size = new TerminalSize { Rows = 1, Columns = 2 } };
        Assert.Equal(resize, LinkMessage.DecodeCommand(LinkMessage.Encode(resize), out _));
        StreamCommand kill = new KillCommand { Signal = 9 };
        Assert.Equal(kill, LinkMessage.DecodeCommand(LinkMessage.Encode(kill), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"Type\":\"Nonsense\"}")]
    [InlineData("{\"Type\":\"Attach\",\"Extra\":1}")]
    [InlineData("{\"Type\":\"Signal\"}")]
    [InlineData("{\"Type\":\"Exec\",\"Args\":[]}")]
    [InlineData("{\"Type\":\"Exec\",\"Args\":[null]}")]
    [InlineData("{\"Type\":\"Exec\",\"Args\":null}")]
    [InlineData("{\"Type\":\"Exec\",\"Args\":[\"a\"],\"Env\":{\"A\":null}}")]
    [InlineData("{\"Type\":\"Configure\",\"Config\":{\"Hostname\":\"a b\"}}")]
    public void DecodeRequest_NoSuchMessage_GivesAReason(string json)
    {
        Assert.Null(LinkMessage.DecodeRequest(Encoding.UTF8.GetBytes(json), out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void Decode_MutatedMessages_NeverThrow()
    {
        var random = new Random(20_260_102);
        var payloads = Requests.Select(row => LinkMessage.Encode(row.Data)).Concat(Replies.Select(row => LinkMessage.Encode(row.Data))).ToArray();
        for (var round = 0; round < 4000; round++)
        {
            var payload = payloads[random.Next(payloads.Length)].ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            _ = LinkMessage.DecodeRequest(payload, out _);
            _ = LinkMessage.DecodeReply(payload, out _);
            _ = LinkMessage.DecodeCommand(payload, out _);
            _ = LinkMessage.DecodeError(payload, out _);
        }
    }

    [Fact]
    public void Encode_LongerThanAFrame_IsRefused() =>
        Assert.Throws<FormatException>(() => LinkMessage.Encode(new ExecRequest { Args = [new string('x', 70_000)] }));
}
