using System.CommandLine;
using Slipway.Cli.Commands.Run;
using Slipway.Cli.Options;
using Slipway.Host.Suspension;

namespace Slipway.Cli.Commands.Resume;

/// <summary><c>slipway resume DIR</c>: goes on with a machine that <c>slipway run --suspend-to</c> suspended, as often and at as many places as wanted.</summary>
internal static class ResumeCommand
{
    public const string Name = "resume";

    public static Command Create(CommandContext context)
    {
        var directory = new Argument<DirectoryInfo>("DIR") { Description = "Where the machine was suspended to; stays as it is" };
        var hostname = new Option<string?>("--hostname") { Description = "Another host name", HelpName = "NAME" };
        var ports = PortOption.Create();
        var suspendTo = RunOptions.CreateSuspendTo();
        var timeout = RunOptions.CreateBootTimeout();
        var jail = RunOptions.CreateJail();
        var timing = new Option<bool>("--timing") { Description = "Say where the time went" };
        var format = ChoiceOption.Create<OutputFormat>("--format", "text (default), or json: one object on standard error at the end");
        var command = new Command(Name, "Go on with a suspended machine, as a copy of its own") { directory, hostname, ports, suspendTo, jail, timeout, timing, format };
        command.SetAction(async (parsed, _) =>
        {
            var config = new ResumeConfig
            {
                Hostname = parsed.GetValue(hostname),
                Ports = parsed.GetValue(ports) is { Length: > 0 } published ? published : null,
                SuspendDirectory = parsed.GetValue(suspendTo)?.FullName,
                AnswerTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            };
            var options = new SessionOptions(parsed.GetValue(timing), parsed.GetValue(format) == OutputFormat.Json, config.SuspendDirectory);
            var source = new SuspendedMachineSource(context, parsed.GetRequiredValue(directory).FullName, config, parsed.GetValue(jail) == JailMode.Auto, context.DataDirectoryOf(parsed));
            using var session = new RunSession(context, source, options);
            return await session.RunAsync();
        });
        return command;
    }
}
