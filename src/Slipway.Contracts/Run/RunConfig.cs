namespace Slipway.Contracts.Run;

/// <summary>
/// What the guest's init is to do: which root to mount, who to be and what to run. It is <c>/run.json</c> of the boot disk (PascalCase keys),
/// or the body of a <see cref="GuestLink.ConfigureRequest"/> when a machine starts from a template.
/// </summary>
/// <remarks>Read and written by <see cref="RunConfigDocument"/> only: unknown members are rejected and the document is at most
/// <see cref="RunConfigDocument.MaxBytes"/>. Absent members mean "as the image says" or, where that says nothing either, as Docker does.</remarks>
public sealed record RunConfig
{
    /// <summary>The guest's host name: 1 to 64 characters, letters, digits, hyphen and dot. The only mandatory member.</summary>
    public required string Hostname { get; init; }

    /// <summary>The part of the OCI image configuration that says what to run.</summary>
    public ImageConfig? ImageConfig { get; init; }

    /// <summary>The whole argument vector; replaces entrypoint and command.</summary>
    public IReadOnlyList<string>? ExecOverride { get; init; }

    /// <summary>Arguments after the entrypoint, in place of the image's <c>Cmd</c>. An empty list drops <c>Cmd</c>.</summary>
    public IReadOnlyList<string>? CmdOverride { get; init; }

    /// <summary>Laid over the image's environment; wins.</summary>
    public IReadOnlyDictionary<string, string>? ExtraEnv { get; init; }

    /// <summary><c>user[:group]</c>, each a name of the image's own files or a number.</summary>
    public string? UserOverride { get; init; }

    /// <summary>Absolute; created when missing.</summary>
    public string? WorkingDirOverride { get; init; }

    /// <summary>A signal by name (<c>SIGTERM</c>, <c>TERM</c>) or number, sent to the main process to stop it. Else the image's, else SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>The main process gets a terminal: stdout and stderr are then one stream.</summary>
    public bool Tty { get; init; }

    /// <summary>The terminal's size at the start; used only with <see cref="Tty"/>.</summary>
    public TerminalSize? TtySize { get; init; }

    /// <summary>The main process reads what the host sends; else its stdin is <c>/dev/null</c>.</summary>
    public bool Stdin { get; init; }

    /// <summary>The devices the root is made of. Exclusive with <see cref="RootDevice"/>.</summary>
    public RootfsConfig? Rootfs { get; init; }

    /// <summary>One writable ext4 device that is the whole root. With neither this nor <see cref="Rootfs"/>: <c>/dev/vdb</c>.</summary>
    public string? RootDevice { get; init; }

    /// <summary>The program sees a root it cannot write to.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>Volumes, mounted in this order.</summary>
    public IReadOnlyList<VolumeMount>? Mounts { get; init; }

    /// <summary>Addresses of <c>eth0</c>, IPv4 and IPv6 mixed. Absent: only loopback is brought up.</summary>
    public IReadOnlyList<IpConfig>? IPConfigs { get; init; }

    /// <summary>MTU of <c>eth0</c> in bytes; absent: as the device has it.</summary>
    public int? Mtu { get; init; }

    /// <summary>What <c>/etc/resolv.conf</c> will say; absent: the image's own stays.</summary>
    public EtcResolv? EtcResolv { get; init; }

    /// <summary>Lines of <c>/etc/hosts</c> beside localhost and the host name itself.</summary>
    public IReadOnlyList<EtcHost>? EtcHosts { get; init; }

    /// <summary>Resource limits of the main process and of what is executed beside it.</summary>
    public IReadOnlyList<RlimitConfig>? Rlimits { get; init; }

    /// <summary>The image's architecture in OCI words (<c>amd64</c>, <c>arm64</c>), for the sentence about a binary that cannot run.</summary>
    public string? PlatformArchitecture { get; init; }

    /// <summary>The machine goes on when its host closes the guest link; else it powers off.</summary>
    public bool SurvivesHost { get; init; }
}
