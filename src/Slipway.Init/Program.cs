using Slipway.Init.Boot;
using Slipway.Init.Machine;
using Slipway.Linux.Events;
using Slipway.Linux.Guest;
using Slipway.Linux.Paths;

var start = GuestKernel.BootMicroseconds;
try
{
    BootConsole.Open();
    DirectoryTree.SetCreationMask(0x12); // 022
    SignalDescriptor.IgnoreBrokenPipe();
    GuestKernel.SignalOnRestartKeys();
    Staging.Prepare();
    BootConsole.Open();
    var inInitrd = KernelModules.ArePresent;
    if (inInitrd)
        KernelModules.Load();
    using var machine = new GuestMachine(inInitrd, start);
    machine.Run();
}
catch (Exception e)
{
    // The first process must not end, whatever happened: the kernel would panic and hide why.
    BootConsole.Write($"fatal: {e.GetType().Name}: {e.Message}");
}

GuestKernel.Restart();
return 1;
