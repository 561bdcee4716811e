using System.CommandLine;
using System.Text.Json;
using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Kernels;

/// <summary><c>slipway kernel use NAME</c>: chooses what machines boot unless told otherwise.</summary>
internal static class UseCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "A kernel of slipway kernel list" };
        name.CompletionSources.Add(completion => KernelNames.Of(context, completion));
        var format = OutputFormatOption.Create();
        var command = new Command("use", "Choose the kernel that machines boot unless told otherwise") { name, format };
        command.SetAction(parsed =>
        {
            var kernel = new KernelStore(context.DataDirectoryOf(parsed).Root).Use(parsed.GetRequiredValue(name));
            context.Out.WriteLine(parsed.GetValue(format) == OutputFormat.Json
                ? JsonSerializer.Serialize(KernelReport.Of(kernel, kernel.Version), KernelJson.Default.KernelReport)
                : kernel.Version);
            return ExitCode.Success;
        });
        return command;
    }
}
