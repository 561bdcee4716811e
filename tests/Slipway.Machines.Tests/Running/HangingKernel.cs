using System.Diagnostics;

namespace Slipway.Machines.Tests.Running;

/// <summary>A kernel that does nothing, for ever.</summary>
internal static class HangingKernel
{
    /// <summary>An ELF file with a PVH entry, whose code jumps to itself; returns its path.</summary>
    public static async Task<string> BuildAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts/test-kernel")).FullName;
        var source = Path.Combine(folder, "hang.S");
        await File.WriteAllTextAsync(source, """
            .section .note.pvh, "a", @note
            .long 4, 4, 18
            .asciz "Xen"
            .long 0x1000000
            .text
            .globl _start
            _start: jmp _start
            """ + "\n", TestContext.Current.CancellationToken);
        var kernel = Path.Combine(folder, "hang");
        using var cc = Process.Start("cc", ["-static", "-nostdlib", "-no-pie", "-Wl,-Ttext=0x1000000,--build-id=none,-z,noseparate-code", "-o", kernel, source]);
        await cc.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, cc.ExitCode);
        return kernel;
    }
}
