using System.CommandLine;
using System.Text.Json;
using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Kernels;

/// <summary><c>slipway kernel import FILE</c>: takes a kernel into the store.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "ELF (vmlinux) or bzImage (vmlinuz), with a PVH entry, virtio and ext4 built in" };
        var name = new Option<string?>("--name") { Description = "Its name, in place of its release and the first digits of its SHA-256", HelpName = "NAME" };
        var format = OutputFormatOption.Create();
        var command = new Command("import", "Store a kernel of your own; prints its name") { file, name, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new KernelStore(context.DataDirectoryOf(parsed).Root);
            var kernel = await store.ImportAsync(parsed.GetRequiredValue(file).FullName, parsed.GetValue(name), cancellationToken);
            context.Out.WriteLine(parsed.GetValue(format) == OutputFormat.Json
                ? JsonSerializer.Serialize(KernelReport.Of(kernel, DefaultKernel.VersionOf(store, context.Error)), KernelJson.Default.KernelReport)
                : kernel.Version);
            return ExitCode.Success;
        });
        return command;
    }
}
