;;; dolmetsch-lsp.el --- Dolmetsch with lsp-mode  -*- lexical-binding: t; -*-

;; In init.el:
;;   (add-to-list 'load-path "~/.emacs.d/dolmetsch")
;;   (require 'dolmetsch-lsp)

;;; Code:

(require 'dolmetsch)
(require 'lsp-mode)
(require 'lsp-completion)

(lsp-register-client
 (make-lsp-client
  :server-id 'dolmetsch
  :new-connection (lsp-stdio-connection (lambda () dolmetsch-command))
  :activation-fn (lambda (_file mode) (assq mode dolmetsch-modes))
  :add-on? t  ; beside the server that a mode has already
  :multi-root t
  :priority -1))

(lsp-register-custom-settings
 (mapcar (lambda (name)
           (list (concat "dolmetsch." name)
                 (lambda ()
                   (plist-get dolmetsch-settings (intern (concat ":" name))))))
         '("model" "hover" "completion" "inlayHints")))

(dolist (mode dolmetsch-modes)
  (add-to-list 'lsp-language-id-configuration mode t))

(add-hook 'text-mode-hook #'dolmetsch-lsp-ensure)
(add-hook 'lsp-after-open-hook #'dolmetsch-lsp--set-up)
(add-hook 'lsp-after-apply-edits-hook #'dolmetsch-lsp--adopt)
(add-hook 'lsp-completion-mode-hook #'dolmetsch-lsp--set-up-completion)

(defun dolmetsch-lsp-ensure ()
  "Start the servers of this buffer, if its mode is one of `dolmetsch-modes'."
  (when (dolmetsch-wanted-p)
    (lsp-deferred)))

(defun dolmetsch-lsp--set-up ()
  "Show the whole hover in the echo area, not its first line."
  (when (lsp-find-workspace 'dolmetsch (buffer-file-name))
    (dolmetsch-mode)
    (setq-local lsp-eldoc-render-all t)
    (setq-local dolmetsch-execute-function #'dolmetsch-lsp--execute)))

(defun dolmetsch-lsp--set-up-completion ()
  "Offer all that the server offers."
  (when (and lsp-completion-mode (assq major-mode dolmetsch-modes))
    (setq-local completion-category-defaults
                (cons '(lsp-capf (styles dolmetsch))
                      completion-category-defaults))))

(defun dolmetsch-lsp--adopt (&rest _)
  "Take a new, empty file for the one that its buffer visits.
A translation's file is made after its buffer (by lsp-mode 9 before the text is
in it, by lsp-mode 8 later), and Emacs would ask whether to read it again."
  (when (and buffer-file-name
             (not (verify-visited-file-modtime))
             (eql 0 (file-attribute-size (file-attributes buffer-file-name))))
    (set-visited-file-modtime)))

(defun dolmetsch-lsp--execute (command range open)
  "Have the server carry out COMMAND on this buffer and RANGE.
OPEN what it made."
  (let ((document (lsp--buffer-uri))
        (range (and range (lsp--region-to-range (car range) (cdr range)))))
    (lsp-request-async
     "workspace/executeCommand"
     (list :command command
           :arguments (if range (vector document range) (vector document)))
     (lambda (result)
       (let* ((address (and result (lsp-get result :uri)))
              (buffer (and address (find-buffer-visiting (lsp--uri-to-path address)))))
         (when buffer
           (with-current-buffer buffer
             (dolmetsch-lsp--adopt)))
         (funcall open address)))
     :error-handler (lambda (failure)
                      (message "Dolmetsch: %s" (lsp-get failure :message)))
     :mode 'detached)))

(provide 'dolmetsch-lsp)
;;; dolmetsch-lsp.el ends here
