using System.Text.Json;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;

namespace Slipway.Init.Boot;

/// <summary>
/// Reads a run config the short way: one pass over the tokens. The serialiser's first use costs more than any other step of init
/// (0.27 s of 0.87 s under software emulation), as it sets up a description of every type first.
/// </summary>
/// <remarks>It knows the documents that Slipway writes and nothing else: at the first surprise (an unknown member, another type, a null) it gives up, and
/// <see cref="RunConfigDocument"/> decides what the document means or what is wrong with it. So it can be slow, never wrong, about a newer contract.</remarks>
internal ref struct RunConfigReader
{
    private Utf8JsonReader _json;

    private RunConfigReader(ReadOnlySpan<byte> utf8) => _json = new Utf8JsonReader(utf8);

    /// <summary>The config, not yet checked by <see cref="RunConfigFaults"/>; null: ask the serialiser.</summary>
    public static RunConfig? TryRead(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new RunConfigReader(utf8);
            reader.Next();
            var config = reader.ReadConfig();
            return reader._json.Read() ? null : config;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The same for a whole request, not yet checked; null: ask the serialiser, perhaps it is another one.</summary>
    public static ConfigureRequest? TryReadRequest(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new RunConfigReader(utf8);
            reader.Next();
            var request = reader.ReadRequest();
            return reader._json.Read() ? null : request;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private ConfigureRequest ReadRequest()
    {
        RunConfig? config = null;
        Freshness? freshness = null;
        var isConfigure = false;
        BeginObject();
        while (NextMember() is { } name)
        {
            switch (name)
            {
                case "Type" when Text() == "Configure": isConfigure = true; break;
                case "Config" when isConfigure: config = ReadConfig(); break;
                case "Freshness" when isConfigure: freshness = ReadFreshness(); break;
                default: throw Surprise();
            }
        }

        return new ConfigureRequest { Config = config ?? throw Surprise(), Freshness = freshness ?? throw Surprise() };
    }

    private Freshness ReadFreshness()
    {
        byte[]? entropy = null;
        long? time = null;
        BeginObject();
        while (NextMember() is { } name)
        {
            switch (name)
            {
                case "Entropy": entropy = _json.GetBytesFromBase64(); break;
                case "UnixMicroseconds": time = _json.GetInt64(); break;
                default: throw Surprise();
            }
        }

        return new Freshness { Entropy = entropy ?? throw Surprise(), UnixMicroseconds = time ?? throw Surprise() };
    }

    private RunConfig ReadConfig()
    {
        var config = new RunConfig { Hostname = "" };
        var named = false;
        BeginObject();
        while (NextMember() is { } name)
        {
            config = name switch
            {
                "Hostname" => config with { Hostname = Text() },
                "ImageConfig" => config with { ImageConfig = ReadImage() },
                "ExecOverride" => config with { ExecOverride = Texts() },
                "CmdOverride" => config with { CmdOverride = Texts() },
                "ExtraEnv" => config with { ExtraEnv = TextMap() },
                "UserOverride" => config with { UserOverride = Text() },
                "WorkingDirOverride" => config with { WorkingDirOverride = Text() },
                "StopSignal" => config with { StopSignal = Text() },
                "Tty" => config with { Tty = Flag() },
                "TtySize" => config with { TtySize = ReadSize() },
                "Stdin" => config with { Stdin = Flag() },
                "Rootfs" => config with { Rootfs = ReadRootfs() },
                "RootDevice" => config with { RootDevice = Text() },
                "ReadOnlyRoot" => config with { ReadOnlyRoot = Flag() },
                "Mounts" => config with { Mounts = ReadMounts() },
                "IPConfigs" => config with { IPConfigs = ReadAddresses() },
                "Mtu" => config with { Mtu = Number() },
                "EtcResolv" => config with { EtcResolv = ReadResolv() },
                "EtcHosts" => config with { EtcHosts = ReadHosts() },
                "Rlimits" => config with { Rlimits = ReadLimits() },
                "PlatformArchitecture" => config with { PlatformArchitecture = Text() },
                "SurvivesHost" => config with { SurvivesHost = Flag() },
                _ => throw Surprise(),
            };
            named |= name == "Hostname";
        }

        return named ? config : throw Surprise();
    }

    private ImageConfig ReadImage()
    {
        var image = new ImageConfig();
        BeginObject();
        while (NextMember() is { } name)
        {
            image = name switch
            {
                "Entrypoint" => image with { Entrypoint = Texts() },
                "Cmd" => image with { Cmd = Texts() },
                "Env" => image with { Env = Texts() },
                "WorkingDir" => image with { WorkingDir = Text() },
                "User" => image with { User = Text() },
                "StopSignal" => image with { StopSignal = Text() },
                _ => throw Surprise(),
            };
        }

        return image;
    }

    private RootfsConfig ReadRootfs()
    {
        IReadOnlyList<string>? lower = null;
        IReadOnlyList<string>? spare = null;
        string? upper = null;
        BeginObject();
        while (NextMember() is { } name)
        {
            switch (name)
            {
                case "Lower": lower = Texts(); break;
                case "Spare": spare = Texts(); break;
                case "Upper": upper = Text(); break;
                default: throw Surprise();
            }
        }

        return new RootfsConfig { Lower = lower ?? throw Surprise(), Spare = spare, Upper = upper };
    }

    private List<VolumeMount> ReadMounts()
    {
        List<VolumeMount> mounts = [];
        BeginArray();
        while (NextElement())
        {
            string? path = null, device = null;
            var isReadOnly = false;
            BeginObject();
            while (NextMember() is { } name)
            {
                switch (name)
                {
                    case "MountPath": path = Text(); break;
                    case "DevicePath": device = Text(); break;
                    case "ReadOnly": isReadOnly = Flag(); break;
                    default: throw Surprise();
                }
            }

            mounts.Add(new VolumeMount { MountPath = path ?? throw Surprise(), DevicePath = device ?? throw Surprise(), ReadOnly = isReadOnly });
        }

        return mounts;
    }

    private List<IpConfig> ReadAddresses()
    {
        List<IpConfig> addresses = [];
        BeginArray();
        while (NextElement())
        {
            string? ip = null, gateway = null;
            int? mask = null;
            BeginObject();
            while (NextMember() is { } name)
            {
                switch (name)
                {
                    case "IP": ip = Text(); break;
                    case "Mask": mask = Number(); break;
                    case "Gateway": gateway = Text(); break;
                    default: throw Surprise();
                }
            }

            addresses.Add(new IpConfig { IP = ip ?? throw Surprise(), Mask = mask ?? throw Surprise(), Gateway = gateway });
        }

        return addresses;
    }

    private EtcResolv ReadResolv()
    {
        var resolv = new EtcResolv();
        BeginObject();
        while (NextMember() is { } name)
        {
            resolv = name switch
            {
                "Nameservers" => resolv with { Nameservers = Texts() },
                "Search" => resolv with { Search = Texts() },
                "Options" => resolv with { Options = Texts() },
                _ => throw Surprise(),
            };
        }

        return resolv;
    }

    private List<EtcHost> ReadHosts()
    {
        List<EtcHost> hosts = [];
        BeginArray();
        while (NextElement())
        {
            string? host = null, ip = null, description = null;
            BeginObject();
            while (NextMember() is { } name)
            {
                switch (name)
                {
                    case "Host": host = Text(); break;
                    case "IP": ip = Text(); break;
                    case "Desc": description = Text(); break;
                    default: throw Surprise();
                }
            }

            hosts.Add(new EtcHost { Host = host ?? throw Surprise(), IP = ip ?? throw Surprise(), Desc = description });
        }

        return hosts;
    }

    private List<RlimitConfig> ReadLimits()
    {
        List<RlimitConfig> limits = [];
        BeginArray();
        while (NextElement())
        {
            string? type = null;
            ulong? soft = null, hard = null;
            BeginObject();
            while (NextMember() is { } name)
            {
                switch (name)
                {
                    case "Type": type = Text(); break;
                    case "Soft": soft = _json.GetUInt64(); break;
                    case "Hard": hard = _json.GetUInt64(); break;
                    default: throw Surprise();
                }
            }

            limits.Add(new RlimitConfig { Type = type ?? throw Surprise(), Soft = soft ?? throw Surprise(), Hard = hard ?? throw Surprise() });
        }

        return limits;
    }

    private TerminalSize ReadSize()
    {
        ushort? rows = null, columns = null;
        BeginObject();
        while (NextMember() is { } name)
        {
            switch (name)
            {
                case "Rows": rows = _json.GetUInt16(); break;
                case "Columns": columns = _json.GetUInt16(); break;
                default: throw Surprise();
            }
        }

        return new TerminalSize { Rows = rows ?? throw Surprise(), Columns = columns ?? throw Surprise() };
    }

    private static FormatException Surprise() => new();

    private void Next()
    {
        if (!_json.Read())
            throw Surprise();
    }

    private readonly void BeginObject() => Require(JsonTokenType.StartObject);

    private readonly void BeginArray() => Require(JsonTokenType.StartArray);

    private readonly void Require(JsonTokenType type)
    {
        if (_json.TokenType != type)
            throw Surprise();
    }

    // Leaves the reader on the member's value.
    private string? NextMember()
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndObject)
            return null;
        var name = _json.GetString();
        Next();
        return name;
    }

    private bool NextElement()
    {
        Next();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    private readonly string Text() => _json.GetString() ?? throw Surprise();

    private readonly bool Flag() => _json.GetBoolean();

    private readonly int Number() => _json.GetInt32();

    private List<string> Texts()
    {
        List<string> texts = [];
        BeginArray();
        while (NextElement())
            texts.Add(Text());
        return texts;
    }

    private Dictionary<string, string> TextMap()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        BeginObject();
        while (NextMember() is { } name)
            map[name] = Text();
        return map;
    }
}
