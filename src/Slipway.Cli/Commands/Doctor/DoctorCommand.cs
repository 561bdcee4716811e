using System.CommandLine;
using System.Text.Json;

namespace Slipway.Cli.Commands.Doctor;

/// <summary><c>slipway doctor</c>: what this machine can and cannot do, and how to mend it. Fails where no machine could run.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("doctor", "Say what this machine can and cannot do, and how to mend it") { format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await new Examination(context.DataDirectoryOf(parsed), context.Variable, context.Time).RunAsync(cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Out.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
            else
                Write(context.Out, report);
            return report.CanRun ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static void Write(TextWriter output, DoctorReport report)
    {
        var width = report.Checks.Max(check => check.Name.Length);
        foreach (var check in report.Checks)
        {
            output.WriteLine($"{check.Verdict.ToString().ToLowerInvariant(),-8} {check.Name.PadRight(width)}  {Printable.Text(check.Found)}");
            if (check.Advice is { } advice)
                output.WriteLine($"{"",-8} {"".PadRight(width)}  → {advice}");
        }
    }
}
