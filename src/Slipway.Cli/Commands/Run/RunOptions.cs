using System.CommandLine;
using System.CommandLine.Parsing;
using Slipway.Cli.Options;
using Slipway.Images;
using Slipway.Oci;
using Slipway.Vmm.Machines;

namespace Slipway.Cli.Commands.Run;

/// <summary>The options of <c>slipway run</c>, with the spellings of <c>docker run</c> where it has them.</summary>
internal sealed class RunOptions
{
    private const int MaxCpus = 64;

    public Argument<string> Image { get; } = new("IMAGE") { Description = "A name in a registry, or oci:DIR[:REF], oci-archive:FILE, docker-archive:FILE" };

    public Argument<string[]> Command { get; } = new("COMMAND") { Description = "Program and arguments, in place of the image's command", Arity = ArgumentArity.ZeroOrMore };

    public Option<bool> Interactive { get; } = new("--interactive", "-i") { Description = "Pass standard input on to the program" };

    public Option<bool> Tty { get; } = new("--tty", "-t") { Description = "Give the program a terminal" };

    public Option<bool> Remove { get; } = new("--rm") { Description = "Accepted for habit's sake: a machine of run never outlives it" };

    public Option<string[]> Environment { get; } = new("--env", "-e")
    {
        Description = "Set a variable, or pass on the caller's",
        HelpName = "NAME[=VALUE]",
        Arity = ArgumentArity.OneOrMore,
        Validators = { RequireVariables },
    };

    public Option<FileInfo[]> EnvironmentFiles { get; } = new("--env-file") { Description = "Read variables from a file, one NAME=VALUE a line", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };

    public Option<string?> User { get; } = new("--user", "-u") { Description = "Run as this user and group, names or numbers", HelpName = "USER[:GROUP]" };

    public Option<string?> WorkingDirectory { get; } = new("--workdir", "-w") { Description = "Working directory of the program", HelpName = "DIR" };

    public Option<string?> Hostname { get; } = new("--hostname") { Description = "Host name of the machine", HelpName = "NAME" };

    public Option<int?> MemoryMib { get; } = MemoryOption.Create();

    public Option<int> Cpus { get; } = new("--cpus") { Description = "Virtual processors", HelpName = "N", DefaultValueFactory = _ => 1, Validators = { RequireCpus } };

    public Option<long?> DiskBytes { get; } = DiskOption.Create();

    public Option<PublishedPort[]> Ports { get; } = PortOption.Create();

    public Option<NetworkMode> Network { get; } = ChoiceOption.Create<NetworkMode>("--network", "user: out through this host, without root; tap: the same by this host's packet filter, for root; inbound: published ports only; auto (default): what the VMM has");

    public Option<string?> Entrypoint { get; } = new("--entrypoint") { Description = "Program in place of the image's entrypoint", HelpName = "PROGRAM" };

    public Option<bool> ReadOnly { get; } = new("--read-only") { Description = "The program sees a root it cannot write to" };

    public Option<Platform> Platform { get; } = PlatformOption.Create();

    public Option<PullPolicy> Pull { get; } = ChoiceOption.Create<PullPolicy>("--pull", "When to ask the registry (default: missing)");

    public Option<VmmMode> Vmm { get; } = ChoiceOption.Create<VmmMode>("--vmm", "What runs the machine; auto (default): Firecracker where it can, else QEMU");

    public Option<JailMode> Jail { get; } = CreateJail();

    public Option<AccelMode> Accel { get; } = ChoiceOption.Create<AccelMode>("--accel", "Hardware virtualization or software emulation; auto (default) checks this host");

    public Option<SnapshotterMode> Snapshotter { get; } = ChoiceOption.Create<SnapshotterMode>("--snapshotter", "How the machine gets its root from the image; auto (default): the best that slipway doctor finds");

    public Option<string?> LayerFormat { get; } = LayerFormatOption.Create();

    public Option<string?> Kernel { get; } = new("--kernel") { Description = "A kernel of slipway kernel list, or a file: ELF or bzImage, virtio and ext4 built in", HelpName = "NAME|FILE" };

    public Option<bool> NoTemplate { get; } = new("--no-template") { Description = "Boot the guest's kernel, though a saved machine could go on in its place" };

    public Option<DirectoryInfo?> SuspendTo { get; } = CreateSuspendTo();

    /// <summary>Generous: an emulated guest on a busy host takes ten times as long as on an idle one.</summary>
    public Option<int> BootTimeoutSeconds { get; } = CreateBootTimeout();

    public Option<bool> Timing { get; } = new("--timing") { Description = "Say where the time went" };

    public Option<OutputFormat> Format { get; } = ChoiceOption.Create<OutputFormat>("--format", "text (default), or json: one object on standard error at the end");

    public Command CreateCommand()
    {
        var command = new Command("run", "Boot an image as a microVM and run its program")
        {
            Image, Command, Interactive, Tty, Remove, Environment, EnvironmentFiles, User, WorkingDirectory, Hostname, MemoryMib, Cpus, DiskBytes,
            Ports, Network, Entrypoint, ReadOnly, Platform, Pull, Vmm, Jail, Accel, Snapshotter, LayerFormat, Kernel, NoTemplate, SuspendTo, BootTimeoutSeconds, Timing, Format,
        };
        return command;
    }

    /// <summary>The option of <c>run</c> and <c>resume</c>.</summary>
    public static Option<int> CreateBootTimeout() => new("--boot-timeout") { Description = "Seconds the guest may take until its init answers", HelpName = "SECONDS", DefaultValueFactory = _ => 60, Validators = { RequireSeconds } };

    /// <summary>The option of <c>run</c> and <c>resume</c>.</summary>
    public static Option<JailMode> CreateJail() => ChoiceOption.Create<JailMode>("--jail", "Confine the VMM; auto (default): as far as this host and user can, off: only by its own system call filter");

    /// <summary>The option of <c>run</c> and <c>resume</c>.</summary>
    public static Option<DirectoryInfo?> CreateSuspendTo() => new("--suspend-to") { Description = "When asked to stop, suspend the machine into this directory instead", HelpName = "DIR" };

    /// <summary>The variables of files and options, in Docker's order: options win over files, what is later over what is earlier.</summary>
    /// <exception cref="FormatException">A file has a line that is no variable.</exception>
    public Dictionary<string, string> VariablesOf(ParseResult parsed)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (parsed.GetValue(EnvironmentFiles) ?? []).SelectMany(file => EnvironmentFile.Read(file.FullName)))
            variables[name] = value;
        foreach (var text in parsed.GetValue(Environment) ?? [])
        {
            if (EnvironmentFile.TryParse(text, out var variable) && variable is { } found)
                variables[found.Key] = found.Value;
        }

        return variables;
    }

    private static void RequireVariables(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => !EnvironmentFile.TryParse(token.Value, out _)))
            result.AddError("--env takes NAME=VALUE or NAME; a name is not empty and has no blanks.");
    }

    private static void RequireCpus(OptionResult result)
    {
        if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var count) || count is < 1 or > MaxCpus))
            result.AddError($"--cpus '{token.Value}' must be a whole number from 1 to {MaxCpus}.");
    }

    private static void RequireSeconds(OptionResult result)
    {
        if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var count) || count is < 1 or > 3600))
            result.AddError($"--boot-timeout '{token.Value}' must be a whole number of seconds from 1 to 3600.");
    }
}
