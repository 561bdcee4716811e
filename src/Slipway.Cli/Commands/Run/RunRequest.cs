using System.CommandLine;
using Slipway.Cli.Options;
using Slipway.Contracts.Run;
using Slipway.Host.Machines;
using Slipway.Host.Networks;
using Slipway.Images;
using Slipway.Linux.Terminals;
using Slipway.Oci;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Choice;

namespace Slipway.Cli.Commands.Run;

/// <summary>What the command line of one <c>slipway run</c> asks for.</summary>
internal sealed record RunRequest
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;

    public required string Image { get; init; }

    public required Platform Platform { get; init; }

    public required PullPolicy Pull { get; init; }

    /// <summary>Null: the better of those that can.</summary>
    public required VmmKind? Vmm { get; init; }

    /// <summary>The VMM is confined as far as can be.</summary>
    public required bool IsJailed { get; init; }

    /// <summary>Null: what this host can.</summary>
    public required Accelerator? Accelerator { get; init; }

    /// <summary>Null: the best that works.</summary>
    public required string? Snapshotter { get; init; }

    /// <summary>One of <see cref="LayerFormats.Names"/>; null: auto.</summary>
    public required string? LayerFormat { get; init; }

    /// <summary>A stored kernel's name or a file; null: what <c>slipway kernel use</c> chose, or the distribution's.</summary>
    public required string? Kernel { get; init; }

    public required SessionOptions Session { get; init; }

    /// <summary>Everything of the machine but the accelerator, which the host decides.</summary>
    public required MachineConfig Machine { get; init; }

    /// <exception cref="FormatException">An environment file is malformed, or a terminal or a tap is asked for where there can be none.</exception>
    public static RunRequest Of(RunOptions options, ParseResult parsed) => new()
    {
        Image = parsed.GetRequiredValue(options.Image),
        Platform = parsed.GetRequiredValue(options.Platform),
        Pull = parsed.GetValue(options.Pull),
        Vmm = parsed.GetValue(options.Vmm) switch
        {
            VmmMode.Firecracker => VmmKind.Firecracker,
            VmmMode.Qemu => VmmKind.Qemu,
            _ => null,
        },
        IsJailed = parsed.GetValue(options.Jail) == JailMode.Auto,
        Accelerator = parsed.GetValue(options.Accel) switch
        {
            AccelMode.Kvm => Slipway.Vmm.Acceleration.Accelerator.Kvm,
            AccelMode.Tcg => Slipway.Vmm.Acceleration.Accelerator.Tcg,
            _ => null,
        },
        Snapshotter = parsed.GetValue(options.Snapshotter) is var mode and not SnapshotterMode.Auto ? mode.ToString().ToLowerInvariant() : null,
        LayerFormat = parsed.GetValue(options.LayerFormat),
        Kernel = parsed.GetValue(options.Kernel),
        Session = new SessionOptions(parsed.GetValue(options.Timing), parsed.GetValue(options.Format) == OutputFormat.Json, parsed.GetValue(options.SuspendTo)?.FullName),
        Machine = new MachineConfig
        {
            Program = ProgramOf(options, parsed),
            Hostname = parsed.GetValue(options.Hostname),
            VcpuCount = parsed.GetValue(options.Cpus),
            MemoryMib = parsed.GetValue(options.MemoryMib) ?? MemoryOption.DefaultMib,
            DiskBytes = parsed.GetValue(options.DiskBytes) ?? DiskOption.DefaultBytes,
            IsReadOnly = parsed.GetValue(options.ReadOnly),
            Network = NetworkOf(options, parsed),
            Accelerator = Slipway.Vmm.Acceleration.Accelerator.Tcg,
            SuspendDirectory = parsed.GetValue(options.SuspendTo)?.FullName,
            UsesTemplate = !parsed.GetValue(options.NoTemplate),
            BootTimeout = TimeSpan.FromSeconds(parsed.GetValue(options.BootTimeoutSeconds)),
        },
    };

    private static MachineNetworkConfig? NetworkOf(RunOptions options, ParseResult parsed)
    {
        var mode = parsed.GetValue(options.Network);
        if (mode == NetworkMode.None)
            return null;
        if (mode == NetworkMode.Tap && !Environment.IsPrivilegedProcess)
            throw new FormatException("--network tap needs root, for namespaces, taps and the packet filter; run as root, or take --network user.");
        return new MachineNetworkConfig
        {
            Kind = mode switch
            {
                NetworkMode.User => NetworkKind.User,
                NetworkMode.Tap => NetworkKind.Tap,
                _ => null,
            },
            Ports = parsed.GetValue(options.Ports) ?? [],
            AllowOutbound = mode != NetworkMode.Inbound,
        };
    }

    private static MachineProgram ProgramOf(RunOptions options, ParseResult parsed)
    {
        var isInteractive = parsed.GetValue(options.Interactive);
        var command = parsed.GetValue(options.Command) ?? [];
        return new MachineProgram
        {
            Entrypoint = parsed.GetValue(options.Entrypoint),
            Command = command.Length > 0 ? command : null,
            Environment = options.VariablesOf(parsed),
            User = parsed.GetValue(options.User),
            WorkingDirectory = parsed.GetValue(options.WorkingDirectory),
            Terminal = parsed.GetValue(options.Tty) ? TerminalOf(isInteractive) : null,
            HasStdin = isInteractive,
        };
    }

    private static TerminalSize TerminalOf(bool isInteractive)
    {
        if (!RawTerminal.IsTerminal(isInteractive ? StandardInput : StandardOutput))
            throw new FormatException($"--tty needs a terminal, and standard {(isInteractive ? "input" : "output")} is none; leave -t out here.");
        var (rows, columns) = RawTerminal.SizeOf(StandardOutput) ?? (24, 80);
        return new TerminalSize { Rows = rows, Columns = columns };
    }
}
