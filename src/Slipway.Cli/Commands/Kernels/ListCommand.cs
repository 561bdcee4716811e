using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Kernels;

/// <summary><c>slipway kernel list</c>: the kernels on this machine.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List the kernels on this machine; and which is in use") { format };
        command.Aliases.Add("ls");
        command.SetAction(parsed =>
        {
            var store = new KernelStore(context.DataDirectoryOf(parsed).Root);
            var chosen = DefaultKernel.VersionOf(store, context.Error);
            KernelReport[] kernels = [.. store.List().Select(kernel => KernelReport.Of(kernel, chosen))];
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Out.WriteLine(JsonSerializer.Serialize(kernels, KernelJson.Default.IReadOnlyListKernelReport));
            else
                WriteTable(context.Out, kernels);
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteTable(TextWriter output, KernelReport[] kernels)
    {
        string[] head = ["VERSION", "IN USE", "SIZE", "DRIVERS", "ORIGIN"];
        var rows = kernels.Select(kernel => (string[])
        [
            kernel.Version,
            kernel.IsDefault ? "yes" : "-",
            ByteSize.Show(kernel.SizeBytes),
            kernel.HasBuiltInDrivers ? "built in" : "modules",
            Printable.Text(kernel.Origin),
        ]);
        TextTable.Write(output, [head, .. rows]);
    }
}
