using System.CommandLine.Completions;
using Slipway.Vmm.Kernels;

namespace Slipway.Cli.Commands.Kernels;

/// <summary>Completes the names of stored kernels.</summary>
internal static class KernelNames
{
    public static IEnumerable<CompletionItem> Of(CommandContext context, CompletionContext completion) =>
        new KernelStore(context.DataDirectoryOf(completion.ParseResult).Root).List().Select(kernel => new CompletionItem(kernel.Version));
}
