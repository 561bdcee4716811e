using System.CommandLine;
using Slipway.Cli.Commands;
using Slipway.Cli.Commands.Auth;
using Slipway.Cli.Commands.Copies;
using Slipway.Cli.Commands.Doctor;
using Slipway.Cli.Commands.Images;
using Slipway.Cli.Commands.Kernels;
using Slipway.Cli.Commands.Organizations;
using Slipway.Cli.Commands.Repositories;
using Slipway.Cli.Commands.Resume;
using Slipway.Cli.Commands.Run;
using Slipway.Cli.Commands.Systems;
using Slipway.Cli.Commands.Tokens;
using Slipway.Cli.Commands.Users;
using Slipway.Cli.Options;

namespace Slipway.Cli;

/// <summary>The command <c>slipway</c> with all its verbs.</summary>
internal static class SlipwayCommand
{
    /// <summary>A verb that has not ended by then is ended.</summary>
    private static readonly TimeSpan s_cancelLimit = TimeSpan.FromSeconds(5);

    public static RootCommand Create(CommandContext context) => new("Runs OCI container images as microVMs.")
    {
        context.DataDirectoryOption,
        RunCommand.Create(context),
        ResumeCommand.Create(context),
        ImageCommand.Create(context),
        KernelCommand.Create(context),
        PushCommand.Create(context),
        AuthCommand.Create(context),
        OrganizationCommand.Create(context),
        UserCommand.Create(context),
        TokenCommand.Create(context),
        RepositoryCommand.Create(context),
        SystemCommand.Create(context),
        DoctorCommand.Create(context),
        CompletionCommand.Create(context),
        VersionCommand.Create(context),
    };

    /// <summary>Parses and runs; returns the exit code. Failures that users meet become one sentence.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandContext context, CancellationToken cancellationToken)
    {
        var root = Create(context);
        var run = root.Subcommands.Single(command => command.Name == RunCommand.Name);
        var parsed = root.Parse(ArgumentBoundary.Mark(arguments, root, run));
        var isRun = parsed.CommandResult.Command == run || parsed.CommandResult.Command.Name == ResumeCommand.Name;
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                context.Error.WriteLine($"slipway: {Printable.Text(error.Message)}");
            context.Error.WriteLine($"slipway: '{Spelled(parsed.CommandResult.Command)} --help' says what is possible.");
            return isRun ? ExitCode.RunFailed : ExitCode.Usage;
        }

        try
        {
            // The signals of run and resume are its machine's; the other verbs are cancelled by them, so that a display can restore the terminal.
            var configuration = new InvocationConfiguration
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = isRun ? null : s_cancelLimit,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.Error.WriteLine("slipway: stopped; nothing half made is left.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            context.Error.WriteLine($"slipway: {Printable.Text(Failure.Sentence(e))}");
            return isRun ? ExitCode.RunFailed : ExitCode.Failure;
        }
    }

    private static string Spelled(Command command) =>
        string.Join(' ', command.Parents.OfType<Command>().Select(parent => parent.Name).Append(command.Name).Distinct());
}
